// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "handsight/geometry/vector.h"

namespace handsight::synthetic {

/// w + v.x i + v.y j + v.z k; of length 1 where it stands for a rotation.
struct Quaternion {
  float w = 1.0F;
  Vec3 v{};

  friend Quaternion operator+(const Quaternion& a, const Quaternion& b) {
    return {a.w + b.w, a.v + b.v};
  }
  friend Quaternion operator*(const Quaternion& a, float s) { return {a.w * s, a.v * s}; }
  friend Quaternion operator*(const Quaternion& a, const Quaternion& b) {
    return {a.w * b.w - dot(a.v, b.v), b.v * a.w + a.v * b.w + cross(a.v, b.v)};
  }
};

[[nodiscard]] inline float dot(const Quaternion& a, const Quaternion& b) {
  return a.w * b.w + dot(a.v, b.v);
}

/// Of a rotation matrix; which of the two that there are is not defined.
[[nodiscard]] Quaternion quaternion_of(const Mat3& rotation);
[[nodiscard]] Mat3 rotation_of(const Quaternion& unit);

/// From a at t = 0 to b at t = 1 by the shorter way.
[[nodiscard]] Quaternion blended(const Quaternion& a, const Quaternion& b, float t);

}  // namespace handsight::synthetic
