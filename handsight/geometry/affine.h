// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>

#include "handsight/geometry/vector.h"

namespace handsight {

/// x' = xx x + xy y + x0, y' = yx x + yy y + y0: named target_from_source.
struct Affine {
  double xx = 1.0;
  double xy = 0.0;
  double x0 = 0.0;
  double yx = 0.0;
  double yy = 1.0;
  double y0 = 0.0;

  [[nodiscard]] constexpr double determinant() const { return xx * yy - xy * yx; }
  /// Of a map whose determinant is not 0.
  [[nodiscard]] constexpr Affine inverse() const {
    const double d = 1.0 / determinant();
    return {.xx = yy * d,
            .xy = -xy * d,
            .x0 = (xy * y0 - yy * x0) * d,
            .yx = -yx * d,
            .yy = xx * d,
            .y0 = (yx * x0 - xx * y0) * d};
  }
  friend bool operator==(const Affine&, const Affine&) = default;
  friend constexpr Vec2 operator*(const Affine& a, Vec2 p) {
    return {static_cast<float>(a.xx * p.x + a.xy * p.y + a.x0),
            static_cast<float>(a.yx * p.x + a.yy * p.y + a.y0)};
  }
  friend constexpr Affine operator*(const Affine& a, const Affine& b) {
    return {.xx = a.xx * b.xx + a.xy * b.yx,
            .xy = a.xx * b.xy + a.xy * b.yy,
            .x0 = a.xx * b.x0 + a.xy * b.y0 + a.x0,
            .yx = a.yx * b.xx + a.yy * b.yx,
            .yy = a.yx * b.xy + a.yy * b.yy,
            .y0 = a.yx * b.x0 + a.yy * b.y0 + a.y0};
  }
};

/// Turns by `angle_rad` (clockwise as seen, since y points down) and magnifies by `zoom`, with
/// `centre` kept in place.
[[nodiscard]] inline Affine turned_and_zoomed(Vec2 centre, double angle_rad, double zoom) {
  const double c = zoom * std::cos(angle_rad);
  const double s = zoom * std::sin(angle_rad);
  return {.xx = c,
          .xy = -s,
          .x0 = centre.x - c * centre.x + s * centre.y,
          .yx = s,
          .yy = c,
          .y0 = centre.y - s * centre.x - c * centre.y};
}

}  // namespace handsight
