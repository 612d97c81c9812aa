// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "handsight/geometry/vector.h"

namespace handsight {

/// Pinhole camera: x to the right, y down, z into the scene. The centre of the top left pixel is
/// (0, 0).
struct Camera {
  float focal_x_px = 0.0F;
  float focal_y_px = 0.0F;
  float centre_x_px = 0.0F;
  float centre_y_px = 0.0F;

  /// point.z > 0, any unit.
  [[nodiscard]] constexpr Vec2 project(Vec3 point) const {
    return {focal_x_px * point.x / point.z + centre_x_px,
            focal_y_px * point.y / point.z + centre_y_px};
  }
  /// The point of that depth which is seen at `pixel`, in the depth's unit.
  [[nodiscard]] constexpr Vec3 unproject(Vec2 pixel, float depth) const {
    return {(pixel.x - centre_x_px) / focal_x_px * depth,
            (pixel.y - centre_y_px) / focal_y_px * depth, depth};
  }
  friend bool operator==(const Camera&, const Camera&) = default;
};

/// The same camera for a picture resized by the given factors, pixel centres kept in place.
[[nodiscard]] constexpr Camera resized(const Camera& camera, float factor_x, float factor_y) {
  return {camera.focal_x_px * factor_x, camera.focal_y_px * factor_y,
          (camera.centre_x_px + 0.5F) * factor_x - 0.5F,
          (camera.centre_y_px + 0.5F) * factor_y - 0.5F};
}

}  // namespace handsight
