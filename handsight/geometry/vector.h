// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cmath>

namespace handsight {

struct Vec2 {
  float x = 0.0F;
  float y = 0.0F;
  friend bool operator==(const Vec2&, const Vec2&) = default;
  friend constexpr Vec2 operator+(Vec2 a, Vec2 b) { return {a.x + b.x, a.y + b.y}; }
  friend constexpr Vec2 operator-(Vec2 a, Vec2 b) { return {a.x - b.x, a.y - b.y}; }
  friend constexpr Vec2 operator*(Vec2 a, float s) { return {a.x * s, a.y * s}; }
};

struct Vec3 {
  float x = 0.0F;
  float y = 0.0F;
  float z = 0.0F;
  friend bool operator==(const Vec3&, const Vec3&) = default;
  friend constexpr Vec3 operator+(Vec3 a, Vec3 b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
  friend constexpr Vec3 operator-(Vec3 a, Vec3 b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
  friend constexpr Vec3 operator*(Vec3 a, float s) { return {a.x * s, a.y * s, a.z * s}; }
  friend constexpr Vec3 operator-(Vec3 a) { return {-a.x, -a.y, -a.z}; }
};

[[nodiscard]] constexpr float dot(Vec3 a, Vec3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
[[nodiscard]] constexpr Vec3 cross(Vec3 a, Vec3 b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
[[nodiscard]] inline float length(Vec2 a) { return std::sqrt(a.x * a.x + a.y * a.y); }
[[nodiscard]] inline float length(Vec3 a) { return std::sqrt(dot(a, a)); }
/// The zero vector stays as it is.
[[nodiscard]] inline Vec3 normalised(Vec3 a) {
  const float norm = length(a);
  return norm > 0.0F ? a * (1.0F / norm) : a;
}

/// Rows.
struct Mat3 {
  std::array<Vec3, 3> rows{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};

  [[nodiscard]] constexpr Mat3 transposed() const {
    return {{{{rows[0].x, rows[1].x, rows[2].x},
              {rows[0].y, rows[1].y, rows[2].y},
              {rows[0].z, rows[1].z, rows[2].z}}}};
  }
  friend bool operator==(const Mat3&, const Mat3&) = default;
  friend constexpr Vec3 operator*(const Mat3& m, Vec3 v) {
    return {dot(m.rows[0], v), dot(m.rows[1], v), dot(m.rows[2], v)};
  }
  friend constexpr Mat3 operator*(const Mat3& a, const Mat3& b) {
    const Mat3 columns = b.transposed();
    Mat3 product;
    for (std::size_t i = 0; i < 3; ++i) {
      product.rows[i] = {dot(a.rows[i], columns.rows[0]), dot(a.rows[i], columns.rows[1]),
                         dot(a.rows[i], columns.rows[2])};
    }
    return product;
  }
};

/// Right-handed rotation about a unit axis (Rodrigues).
[[nodiscard]] inline Mat3 rotation_about(Vec3 axis, float angle_rad) {
  const float c = std::cos(angle_rad);
  const float s = std::sin(angle_rad);
  const float t = 1.0F - c;
  const auto [x, y, z] = axis;
  return {{{{t * x * x + c, t * x * y - s * z, t * x * z + s * y},
            {t * x * y + s * z, t * y * y + c, t * y * z - s * x},
            {t * x * z - s * y, t * y * z + s * x, t * z * z + c}}}};
}

/// Rotation, then translation: named target_from_source.
struct RigidTransform {
  Mat3 rotation{};
  Vec3 translation{};

  [[nodiscard]] constexpr RigidTransform inverse() const {
    const Mat3 back = rotation.transposed();
    return {back, -(back * translation)};
  }
  friend bool operator==(const RigidTransform&, const RigidTransform&) = default;
  friend constexpr Vec3 operator*(const RigidTransform& t, Vec3 point) {
    return t.rotation * point + t.translation;
  }
  friend constexpr RigidTransform operator*(const RigidTransform& a, const RigidTransform& b) {
    return {a.rotation * b.rotation, a * b.translation};
  }
};

}  // namespace handsight
