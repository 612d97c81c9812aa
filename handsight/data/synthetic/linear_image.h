// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "handsight/core/image.h"
#include "handsight/geometry/vector.h"

namespace handsight::synthetic {

[[nodiscard]] constexpr float mix(float a, float b, float t) { return a + (b - a) * t; }
[[nodiscard]] constexpr Vec3 mix(Vec3 a, Vec3 b, float t) { return a + (b - a) * t; }
/// Element by element.
[[nodiscard]] constexpr Vec3 times(Vec3 a, Vec3 b) { return {a.x * b.x, a.y * b.y, a.z * b.z}; }
/// 0 up to `low`, 1 from `high` on, a smooth step between.
[[nodiscard]] constexpr float smooth_step(float low, float high, float value) {
  const float t = std::clamp((value - low) / (high - low), 0.0F, 1.0F);
  return t * t * (3.0F - 2.0F * t);
}
/// Rec. 709 luminance of linear RGB.
[[nodiscard]] constexpr float luminance(Vec3 rgb) {
  return 0.2126F * rgb.x + 0.7152F * rgb.y + 0.0722F * rgb.z;
}

/// RGB in linear light, 1 = white, rows from the top; x, y, z are red, green, blue.
struct LinearImage {
  int width = 0;
  int height = 0;
  std::vector<Vec3> pixels{};

  LinearImage() = default;
  LinearImage(int width_px, int height_px, Vec3 colour = {})
      : width(width_px),
        height(height_px),
        pixels(static_cast<std::size_t>(width_px) * static_cast<std::size_t>(height_px), colour) {}

  [[nodiscard]] Vec3* row(int y) {
    return pixels.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
  }
  [[nodiscard]] const Vec3* row(int y) const { return const_cast<LinearImage*>(this)->row(y); }
  [[nodiscard]] int shorter_side() const { return std::min(width, height); }
};

/// Linear light of an sRGB value in [0, 1], and back (IEC 61966-2-1).
[[nodiscard]] float linear_from_srgb(float encoded);
[[nodiscard]] float srgb_from_linear(float linear);
[[nodiscard]] Vec3 linear_from_srgb(Vec3 encoded);

/// Linear light of the 256 values of an 8-bit sRGB channel.
[[nodiscard]] const std::array<float, 256>& linear_of_bytes();

/// 8-bit sRGB; what lies outside [0, 1] is clipped.
[[nodiscard]] Image encode_srgb(const LinearImage& picture);

/// The picture of an RGB image. Throws InvalidArgument when it has not three channels.
[[nodiscard]] LinearImage decode_srgb(const Image& image);

/// Bilinear, pixel centres kept in place; for factors from 1/2 upwards.
[[nodiscard]] LinearImage resample(const LinearImage& picture, int width, int height);

/// About a Gaussian of that standard deviation (two boxes); the edges are repeated.
[[nodiscard]] LinearImage blurred(const LinearImage& picture, float sigma_px);

}  // namespace handsight::synthetic
