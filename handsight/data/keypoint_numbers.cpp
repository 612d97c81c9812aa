// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/keypoint_numbers.h"

#include <cmath>

namespace handsight {

Visibility visible_inside(float x, float y, int width, int height) {
  const bool inside = x >= -0.5F && y >= -0.5F && x < static_cast<float>(width) - 0.5F &&
                      y < static_cast<float>(height) - 0.5F;
  return inside ? Visibility::kVisible : Visibility::kOutside;
}

std::optional<Keypoints> keypoints_of(std::span<const float> numbers, VisibilityCode code,
                                      int width, int height) {
  if (numbers.size() != 3 * kKeypointCount) return std::nullopt;
  Keypoints points;
  bool any = false;
  for (std::size_t k = 0; k < kKeypointCount; ++k) {
    const float x = numbers[3 * k];
    const float y = numbers[3 * k + 1];
    const float v = numbers[3 * k + 2];
    if (!(v > 0.0F) || !std::isfinite(x) || !std::isfinite(y)) continue;
    any = true;
    points[k] = {x, y, visible_inside(x, y, width, height)};
    const bool hidden = code == VisibilityCode::kCoco && v < 1.5F;
    if (hidden && points[k].visibility == Visibility::kVisible) {
      points[k].visibility = Visibility::kOccluded;
    }
  }
  if (!any) return std::nullopt;
  return points;
}

}  // namespace handsight
