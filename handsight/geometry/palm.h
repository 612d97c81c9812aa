// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstddef>

#include "handsight/geometry/hand_skeleton.h"

namespace handsight {

inline constexpr std::size_t kIndexBase = keypoint_of(1, 0);
inline constexpr std::size_t kLittleBase = keypoint_of(4, 0);

/// Which way round a hand is seen: the sine of the angle from the line wrist - base of the index
/// finger to the line wrist - base of the little finger, in a picture whose y points down; 0 where
/// a line has no length. Negative where a right hand shows its palm or a left one its back, else
/// positive: with it, whoever knows one of side and palm knows the other. Near 0 the hand is seen
/// edge-on, and it says nothing.
template <class Point>
[[nodiscard]] double palm_turn(const Point& wrist, const Point& index_base,
                               const Point& little_base) {
  const double index_x = index_base.x - wrist.x;
  const double index_y = index_base.y - wrist.y;
  const double little_x = little_base.x - wrist.x;
  const double little_y = little_base.y - wrist.y;
  const double lengths = std::hypot(index_x, index_y) * std::hypot(little_x, little_y);
  return lengths > 0.0 ? (index_x * little_y - index_y * little_x) / lengths : 0.0;
}

}  // namespace handsight
