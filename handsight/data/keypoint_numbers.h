// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>

#include "handsight/data/sample.h"

namespace handsight {

/// What the third number of x, y, v says.
enum class VisibilityCode {
  kLabelled,  ///< 0 not labelled, above labelled
  kCoco,      ///< 0 not labelled, 1 labelled but hidden, 2 visible
};

/// 21 times x, y, v in canonical order; nothing when there are not 63 numbers or none is labelled.
/// Labelled points beyond the picture become kOutside.
[[nodiscard]] std::optional<Keypoints> keypoints_of(std::span<const float> numbers,
                                                    VisibilityCode code, int width, int height);

/// kVisible inside the picture, kOutside beyond it.
[[nodiscard]] Visibility visible_inside(float x, float y, int width, int height);

/// Where canonical keypoint k lies among 21 points that list each finger from its tip to its base:
/// with the wrist first (RHD), or last (InterHand2.6M).
[[nodiscard]] constexpr std::size_t tip_first_index(std::size_t keypoint) {
  return keypoint == kWrist ? 0 : 4 * ((keypoint - 1) / 4) + 4 - (keypoint - 1) % 4;
}
[[nodiscard]] constexpr std::size_t tip_first_wrist_last_index(std::size_t keypoint) {
  return keypoint == kWrist ? kKeypointCount - 1 : tip_first_index(keypoint) - 1;
}

}  // namespace handsight
