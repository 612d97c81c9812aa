// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/quaternion.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace handsight::synthetic {

// By the largest of the four components, which keeps the division well away from 0.
Quaternion quaternion_of(const Mat3& rotation) {
  const auto& [r0, r1, r2] = rotation.rows;
  const std::array<float, 4> squares{1.0F + r0.x + r1.y + r2.z, 1.0F + r0.x - r1.y - r2.z,
                                     1.0F - r0.x + r1.y - r2.z, 1.0F - r0.x - r1.y + r2.z};
  const auto largest = std::max_element(squares.begin(), squares.end()) - squares.begin();
  const float twice = std::sqrt(squares[static_cast<std::size_t>(largest)]);
  const float s = 0.5F / twice;
  const float half = 0.5F * twice;
  switch (largest) {
    case 0:
      return {half, {(r2.y - r1.z) * s, (r0.z - r2.x) * s, (r1.x - r0.y) * s}};
    case 1:
      return {(r2.y - r1.z) * s, {half, (r0.y + r1.x) * s, (r0.z + r2.x) * s}};
    case 2:
      return {(r0.z - r2.x) * s, {(r0.y + r1.x) * s, half, (r1.z + r2.y) * s}};
    default:
      return {(r1.x - r0.y) * s, {(r0.z + r2.x) * s, (r1.z + r2.y) * s, half}};
  }
}

Mat3 rotation_of(const Quaternion& unit) {
  const auto [x, y, z] = unit.v;
  const float w = unit.w;
  return {{{{1.0F - 2.0F * (y * y + z * z), 2.0F * (x * y - w * z), 2.0F * (x * z + w * y)},
            {2.0F * (x * y + w * z), 1.0F - 2.0F * (x * x + z * z), 2.0F * (y * z - w * x)},
            {2.0F * (x * z - w * y), 2.0F * (y * z + w * x), 1.0F - 2.0F * (x * x + y * y)}}}};
}

Quaternion blended(const Quaternion& a, const Quaternion& b, float t) {
  const float sign = dot(a, b) < 0.0F ? -1.0F : 1.0F;
  const Quaternion sum = a * (1.0F - t) + b * (sign * t);
  return sum * (1.0F / std::sqrt(dot(sum, sum)));
}

}  // namespace handsight::synthetic
