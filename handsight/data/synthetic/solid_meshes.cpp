// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/solid_meshes.h"

#include <array>
#include <cmath>
#include <numbers>

#include "handsight/core/error.h"

namespace handsight::synthetic {
namespace {

void add_quad(TriangleMesh& mesh, const std::array<Vec3, 4>& corners) {
  const auto first = static_cast<std::uint32_t>(mesh.positions_mm.size());
  const Vec3 normal = normalised(cross(corners[1] - corners[0], corners[2] - corners[0]));
  for (const Vec3& corner : corners) {
    mesh.positions_mm.push_back(corner);
    mesh.normals.push_back(normal);
  }
  mesh.triangles.push_back({first, first + 1, first + 2});
  mesh.triangles.push_back({first, first + 2, first + 3});
}

/// Outwards from the axis, in radius and height, at one point of a profile.
Vec2 profile_normal(std::span<const Vec2> profile, std::size_t i) {
  const Vec2 before = profile[i == 0 ? 0 : i - 1];
  const Vec2 after = profile[i + 1 == profile.size() ? i : i + 1];
  const Vec2 along = after - before;
  const float norm = length(along);
  return norm > 0.0F ? Vec2{along.y / norm, -along.x / norm} : Vec2{1.0F, 0.0F};
}

}  // namespace

std::shared_ptr<const TriangleMesh> box_mesh(Vec3 half_mm) {
  TriangleMesh mesh;
  const auto corner = [&](float x, float y, float z) {
    return Vec3{x * half_mm.x, y * half_mm.y, z * half_mm.z};
  };
  for (const float s : {-1.0F, 1.0F}) {
    add_quad(mesh, {corner(s, -s, -1), corner(s, s, -1), corner(s, s, 1), corner(s, -s, 1)});
    add_quad(mesh, {corner(-1, s, -s), corner(-1, s, s), corner(1, s, s), corner(1, s, -s)});
    add_quad(mesh, {corner(-s, -1, s), corner(s, -1, s), corner(s, 1, s), corner(-s, 1, s)});
  }
  return std::make_shared<const TriangleMesh>(std::move(mesh));
}

std::shared_ptr<const TriangleMesh> lathe_mesh(std::span<const Vec2> profile, int sides) {
  if (profile.size() < 2 || sides < 3) {
    fail("lathe mesh: found ", profile.size(), " points and ", sides,
         " sides; expected at least 2 points and 3 sides");
  }
  TriangleMesh mesh;
  const auto around = static_cast<std::uint32_t>(sides);
  for (std::size_t i = 0; i < profile.size(); ++i) {
    const Vec2 normal = profile_normal(profile, i);
    for (int side = 0; side < sides; ++side) {
      const float angle =
          2.0F * std::numbers::pi_v<float> * static_cast<float>(side) / static_cast<float>(sides);
      const float c = std::cos(angle);
      const float s = std::sin(angle);
      mesh.positions_mm.push_back({profile[i].x * c, profile[i].y, profile[i].x * s});
      mesh.normals.push_back({normal.x * c, normal.y, normal.x * s});
    }
  }
  for (std::uint32_t ring = 0; ring + 1 < profile.size(); ++ring) {
    for (std::uint32_t side = 0; side < around; ++side) {
      const std::uint32_t next = (side + 1) % around;
      const std::uint32_t low = ring * around;
      const std::uint32_t high = low + around;
      mesh.triangles.push_back({low + side, high + side, low + next});
      mesh.triangles.push_back({low + next, high + side, high + next});
    }
  }
  return std::make_shared<const TriangleMesh>(std::move(mesh));
}

}  // namespace handsight::synthetic
