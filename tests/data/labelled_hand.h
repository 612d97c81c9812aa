// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "handsight/data/sample.h"

namespace handsight::test {

/// A left hand with everything that can be known of one; keypoint k lies at (k, 2k).
inline HandLabel full_hand() {
  HandLabel hand{.side = Side::kLeft,
                 .keypoints = Keypoints{},
                 .joints_mm = std::array<Vec3, kKeypointCount>{},
                 .box = LabelBox{1, 2, 3, 4},
                 .own = false};
  for (std::size_t k = 0; k < kKeypointCount; ++k) {
    const auto number = static_cast<float>(k);
    (*hand.keypoints)[k] = {number, 2 * number, static_cast<Visibility>(k % 4)};
    (*hand.joints_mm)[k] = {number, -number, 400.5F};
  }
  return hand;
}

}  // namespace handsight::test
