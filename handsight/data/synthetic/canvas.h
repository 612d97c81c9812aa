// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>

#include "handsight/data/synthetic/linear_image.h"
#include "handsight/geometry/vector.h"

// Flat shapes with soft edges. A shape gives bounds() and distance_px(): the distance to its
// outline, negative inside.
namespace handsight::synthetic {

struct PixelBounds {
  float left;
  float top;
  float right;
  float bottom;
};

[[nodiscard]] inline PixelBounds around(Vec2 centre, float reach) {
  return {centre.x - reach, centre.y - reach, centre.x + reach, centre.y + reach};
}
[[nodiscard]] inline Vec2 turned(Vec2 v, float angle_rad) {
  const float c = std::cos(angle_rad);
  const float s = std::sin(angle_rad);
  return {c * v.x - s * v.y, s * v.x + c * v.y};
}

/// Axes of a shape that lies turned in the picture.
class Frame {
 public:
  Frame(Vec2 centre, float angle_rad)
      : centre_(centre), cos_(std::cos(angle_rad)), sin_(std::sin(angle_rad)) {}
  [[nodiscard]] Vec2 local(Vec2 pixel) const {
    const Vec2 d = pixel - centre_;
    return {cos_ * d.x + sin_ * d.y, cos_ * d.y - sin_ * d.x};
  }
  [[nodiscard]] Vec2 pixel(Vec2 at) const {
    return {centre_.x + cos_ * at.x - sin_ * at.y, centre_.y + sin_ * at.x + cos_ * at.y};
  }
  [[nodiscard]] Vec2 centre() const { return centre_; }

 private:
  Vec2 centre_;
  float cos_;
  float sin_;
};

struct Ellipse {
  Frame frame;
  Vec2 radii;

  [[nodiscard]] PixelBounds bounds() const {
    return around(frame.centre(), std::max(radii.x, radii.y));
  }
  [[nodiscard]] float distance_px(Vec2 pixel) const {
    const Vec2 q = frame.local(pixel);
    return (length(Vec2{q.x / radii.x, q.y / radii.y}) - 1.0F) * std::min(radii.x, radii.y);
  }
};

struct RoundedBox {
  Frame frame;
  Vec2 half;
  float corner_px = 0.0F;

  [[nodiscard]] PixelBounds bounds() const { return around(frame.centre(), length(half)); }
  [[nodiscard]] float distance_px(Vec2 pixel) const {
    const Vec2 q = frame.local(pixel);
    const float dx = std::abs(q.x) - half.x + corner_px;
    const float dy = std::abs(q.y) - half.y + corner_px;
    return length(Vec2{std::max(dx, 0.0F), std::max(dy, 0.0F)}) + std::min(std::max(dx, dy), 0.0F) -
           corner_px;
  }
};

/// A round-ended stroke whose radius goes from one end to the other.
struct Stroke {
  Vec2 start;
  Vec2 end;
  float start_radius;
  float end_radius;

  /// 0 at the start, 1 at the end.
  [[nodiscard]] float along(Vec2 pixel) const {
    const Vec2 d = end - start;
    const Vec2 q = pixel - start;
    const float squared = d.x * d.x + d.y * d.y;
    return squared > 0.0F ? std::clamp((q.x * d.x + q.y * d.y) / squared, 0.0F, 1.0F) : 0.0F;
  }
  [[nodiscard]] PixelBounds bounds() const {
    const float r = std::max(start_radius, end_radius);
    return {std::min(start.x, end.x) - r, std::min(start.y, end.y) - r,
            std::max(start.x, end.x) + r, std::max(start.y, end.y) + r};
  }
  [[nodiscard]] float distance_px(Vec2 pixel) const {
    const float t = along(pixel);
    return length(pixel - (start + (end - start) * t)) - mix(start_radius, end_radius, t);
  }
};

/// Paints `colour(pixel)` inside the shape, blended over `softness_px` at its outline.
template <class Shape, class Colour>
void paint(LinearImage& picture, const Shape& shape, Colour colour, float softness_px = 1.0F) {
  const PixelBounds box = shape.bounds();
  const float limit = 1e6F;
  const auto pixel_of = [limit](float v) { return static_cast<int>(std::clamp(v, -limit, limit)); };
  const int left = std::max(pixel_of(box.left - softness_px), 0);
  const int top = std::max(pixel_of(box.top - softness_px), 0);
  const int right = std::min(pixel_of(box.right + softness_px) + 1, picture.width - 1);
  const int bottom = std::min(pixel_of(box.bottom + softness_px) + 1, picture.height - 1);
  for (int y = top; y <= bottom; ++y) {
    Vec3* row = picture.row(y);
    for (int x = left; x <= right; ++x) {
      const Vec2 pixel = {static_cast<float>(x), static_cast<float>(y)};
      const float cover = 0.5F - shape.distance_px(pixel) / softness_px;
      if (cover > 0.0F) row[x] = mix(row[x], colour(pixel), std::min(cover, 1.0F));
    }
  }
}

/// One colour all over.
template <class Shape>
void fill(LinearImage& picture, const Shape& shape, Vec3 colour, float softness_px = 1.0F) {
  paint(
      picture, shape, [colour](Vec2) { return colour; }, softness_px);
}

}  // namespace handsight::synthetic
