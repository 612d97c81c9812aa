// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "handsight/geometry/camera.h"
#include "handsight/geometry/vector.h"

namespace handsight::synthetic {

using Triangle = std::array<std::uint32_t, 3>;  // indices of its vertices

/// Surfaces nearer than this are cut away.
inline constexpr float kNearPlane_mm = 20.0F;

/// What is seen at one sample: a point of a triangle.
struct Fragment {
  float depth_mm = 0.0F;  ///< along the optical axis; 0 = nothing drawn
  std::uint32_t triangle = 0;
  float weight_1 = 0.0F;  ///< of the triangle's second vertex, in space and not on the screen
  float weight_2 = 0.0F;  ///< of its third; that of the first is what is missing to 1
  std::uint8_t object = 0;

  [[nodiscard]] bool empty() const { return depth_mm == 0.0F; }
};

/// One fragment per sample, rows from the top. A picture drawn with n x n samples per pixel is a
/// buffer of n times its size and a camera `resized` by n.
struct FragmentBuffer {
  int width = 0;
  int height = 0;
  std::vector<Fragment> fragments{};

  FragmentBuffer() = default;
  FragmentBuffer(int width_px, int height_px)
      : width(width_px),
        height(height_px),
        fragments(static_cast<std::size_t>(width_px) * static_cast<std::size_t>(height_px)) {}

  [[nodiscard]] const Fragment& at(int x, int y) const {
    return fragments[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                     static_cast<std::size_t>(x)];
  }
};

/// Which triangles are drawn, by the turn of their corners on the screen. Of a closed surface,
/// those that turn the other way are hidden anyway.
enum class Faces : std::uint8_t { kBoth, kClockwise, kCounterClockwise };

/// Triangles to draw, in the camera's frame.
struct RasterObject {
  std::span<const Vec3> positions_mm{};
  std::span<const Triangle> triangles{};
  std::uint8_t object = 0;
  Faces faces = Faces::kBoth;
  std::uint32_t first_triangle = 0;  ///< number of triangles[0] in its mesh
};

/// Draws into `buffer` whatever is nearer than what it holds, sampled at pixel centres, perspective
/// correct, cut at the near plane. Earlier objects win ties.
///
/// Throws InvalidArgument when a triangle names a vertex that is not there.
void rasterise(const RasterObject& object, const Camera& camera, FragmentBuffer& buffer);

}  // namespace handsight::synthetic
