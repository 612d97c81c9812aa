// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "handsight/geometry/vector.h"

namespace handsight::synthetic {

struct Segment {
  Vec3 from{};
  Vec3 to{};
};

/// Where the foot of the perpendicular from `point` lies: 0 at `from`, 1 at `to`, not limited.
[[nodiscard]] inline float position_along(const Segment& segment, Vec3 point) {
  const Vec3 axis = segment.to - segment.from;
  const float squared = dot(axis, axis);
  return squared > 0.0F ? dot(point - segment.from, axis) / squared : 0.0F;
}

[[nodiscard]] inline float distance(const Segment& segment, Vec3 point) {
  const float t = std::clamp(position_along(segment, point), 0.0F, 1.0F);
  return length(point - (segment.from + (segment.to - segment.from) * t));
}

/// The least distance between two segments (Ericson, Real-time collision detection, 5.1.9).
[[nodiscard]] inline float distance(const Segment& a, const Segment& b) {
  const Vec3 along_a = a.to - a.from;
  const Vec3 along_b = b.to - b.from;
  const Vec3 gap = a.from - b.from;
  const float aa = dot(along_a, along_a);
  const float bb = dot(along_b, along_b);
  const float ab = dot(along_a, along_b);
  const float determinant = aa * bb - ab * ab;
  float s =
      determinant > 1e-6F * aa * bb
          ? std::clamp((ab * dot(along_b, gap) - bb * dot(along_a, gap)) / determinant, 0.0F, 1.0F)
          : 0.0F;
  const float t = std::clamp((ab * s + dot(along_b, gap)) / std::max(bb, 1e-12F), 0.0F, 1.0F);
  s = std::clamp((ab * t - dot(along_a, gap)) / std::max(aa, 1e-12F), 0.0F, 1.0F);
  return length(a.from + along_a * s - b.from - along_b * t);
}

}  // namespace handsight::synthetic
