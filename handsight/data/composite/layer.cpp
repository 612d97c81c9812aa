// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/composite/layer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace handsight::composite {
namespace {

struct Region {
  int left = 0;
  int top = 0;
  int width = 0;
  int height = 0;
};

/// Where the transformed picture can touch the canvas.
Region covered(const Image& source, const Affine& m, const Image& canvas) {
  double low_x = 1e9;
  double low_y = 1e9;
  double high_x = -1e9;
  double high_y = -1e9;
  for (const int corner : {0, 1, 2, 3}) {
    const double x = (corner & 1) != 0 ? source.width : -1;
    const double y = (corner & 2) != 0 ? source.height : -1;
    const double target_x = m[0] * x + m[1] * y + m[2];
    const double target_y = m[3] * x + m[4] * y + m[5];
    low_x = std::min(low_x, target_x);
    high_x = std::max(high_x, target_x);
    low_y = std::min(low_y, target_y);
    high_y = std::max(high_y, target_y);
  }
  const int left = static_cast<int>(std::floor(std::clamp(low_x, 0.0, 1.0 * canvas.width)));
  const int top = static_cast<int>(std::floor(std::clamp(low_y, 0.0, 1.0 * canvas.height)));
  const int right = static_cast<int>(std::ceil(std::clamp(high_x + 1, 0.0, 1.0 * canvas.width)));
  const int bottom = static_cast<int>(std::ceil(std::clamp(high_y + 1, 0.0, 1.0 * canvas.height)));
  return {left, top, right - left, bottom - top};
}

/// Bilinear warps take in four pixels only: a picture that gets much smaller is first shrunk by
/// area, and the matrix adapted.
Image shrunk(const Image& image, double scale, Affine& target_from_source) {
  if (scale > 0.7) return image;
  const int width = std::max(1, static_cast<int>(std::lround(image.width * scale)));
  const int height = std::max(1, static_cast<int>(std::lround(image.height * scale)));
  const double step_x = static_cast<double>(image.width) / width;
  const double step_y = static_cast<double>(image.height) / height;
  auto& m = target_from_source;
  // source = step * (small + 0.5) - 0.5
  for (const int row : {0, 3}) {
    m[row + 2] += m[row] * (step_x - 1) / 2 + m[row + 1] * (step_y - 1) / 2;
    m[row] *= step_x;
    m[row + 1] *= step_y;
  }
  return resize(image, width, height, Interpolation::kArea);
}

std::array<std::uint8_t, 256> response(double gain, double gamma, double contrast, double pivot) {
  std::array<std::uint8_t, 256> table{};
  for (int i = 0; i < 256; ++i) {
    const double curved = std::pow(i / 255.0, gamma) * gain;
    const double middle = std::pow(pivot / 255.0, gamma) * gain;
    table[i] = static_cast<std::uint8_t>(
        std::clamp(255.0 * (middle + (curved - middle) * contrast), 0.0, 255.0));
  }
  return table;
}

std::uint8_t label_of_level(std::uint8_t level) {
  if (level > (kHandLevel + kWristLevel) / 2) return kHand;
  return level > (kWristLevel + kArmLevel) / 2 ? kIgnore : kBackground;
}

/// The layer's alpha, shifted and softened, as the share of light that stays, in 1/255.
Image shadow_of(const Image& alpha, const Shadow& shadow) {
  Image moved(alpha.width, alpha.height, 1);
  for (int y = 0; y < alpha.height; ++y) {
    for (int x = 0; x < alpha.width; ++x) {
      const int from_x = x - shadow.shift_x;
      const int from_y = y - shadow.shift_y;
      if (from_x < 0 || from_y < 0 || from_x >= alpha.width || from_y >= alpha.height) continue;
      *moved.at(x, y) = static_cast<std::uint8_t>(*alpha.at(from_x, from_y) * shadow.strength);
    }
  }
  moved = gaussian_blur(moved, shadow.blur_px);
  for (auto& value : moved.pixels) value = static_cast<std::uint8_t>(255 - value);
  return moved;
}

}  // namespace

void put(Layer& layer, int x, int y, const std::uint8_t* rgb, int alpha, std::uint8_t label) {
  std::uint8_t& below = *layer.alpha.at(x, y);
  std::uint8_t* target = layer.rgb.at(x, y);
  // the colour of an edge pixel is not mixed with emptiness below
  const int weight = below == 0 ? 255 : alpha;
  for (int c = 0; c < 3; ++c) target[c] = blend(target[c], rgb[c], weight);
  below = static_cast<std::uint8_t>(255 - (255 - below) * (255 - alpha) / 255);
  if (alpha >= kEdge) *layer.label.at(x, y) = label;
}

void draw_cutout(Layer& layer, const Cutout& cutout, const Placement& placement) {
  Affine matrix = placement.target_from_source;
  const Image small = shrunk(cutout.rgba, placement.scale, matrix);
  const Region region = covered(small, matrix, layer.alpha);
  if (region.width <= 0 || region.height <= 0) return;
  Affine shifted = matrix;
  shifted[2] -= region.left;
  shifted[5] -= region.top;
  const Image rgba =
      warp_affine(small, shifted, region.width, region.height, Interpolation::kBilinear, 0);
  Image hand;
  if (!cutout.hand.empty()) {
    Affine unused = placement.target_from_source;
    hand = warp_affine(shrunk(cutout.hand, placement.scale, unused), shifted, region.width,
                       region.height, Interpolation::kBilinear, 0);
  }
  for (int y = 0; y < region.height; ++y) {
    for (int x = 0; x < region.width; ++x) {
      const std::uint8_t* pixel = rgba.at(x, y);
      if (pixel[3] == 0) continue;
      const auto label = hand.empty() ? kHand : label_of_level(*hand.at(x, y));
      put(layer, x + region.left, y + region.top, pixel, pixel[3], label);
    }
  }
}

void apply_light(Layer& layer, const Light& light) {
  const std::array tables{response(light.gain.r, light.gamma, light.contrast, light.pivot.r),
                          response(light.gain.g, light.gamma, light.contrast, light.pivot.g),
                          response(light.gain.b, light.gamma, light.contrast, light.pivot.b)};
  for (int y = 0; y < layer.alpha.height; ++y) {
    for (int x = 0; x < layer.alpha.width; ++x) {
      if (*layer.alpha.at(x, y) == 0) continue;
      std::uint8_t* pixel = layer.rgb.at(x, y);
      const double slope = 1.0 +
                           light.slope_x * (static_cast<double>(x) / layer.alpha.width - 0.5) +
                           light.slope_y * (static_cast<double>(y) / layer.alpha.height - 0.5);
      const double r = tables[0][pixel[0]];
      const double g = tables[1][pixel[1]];
      const double b = tables[2][pixel[2]];
      const double grey = 0.299 * r + 0.587 * g + 0.114 * b;
      int c = 0;
      for (const double value : {r, g, b}) {
        pixel[c++] = static_cast<std::uint8_t>(
            std::clamp((grey + (value - grey) * light.saturation) * slope, 0.0, 255.0));
      }
    }
  }
}

void merge(Image& picture, Image& mask, const Layer& layer, const Shadow& shadow) {
  const Image lit = shadow.strength > 0.0 ? shadow_of(layer.alpha, shadow) : Image();
  for (std::size_t i = 0; i < mask.pixels.size(); ++i) {
    const int alpha = layer.alpha.pixels[i];
    if (alpha == 0 && lit.empty()) continue;
    std::uint8_t* pixel = picture.pixels.data() + 3 * i;
    const std::uint8_t* above = layer.rgb.pixels.data() + 3 * i;
    for (int c = 0; c < 3; ++c) {
      const int below = lit.empty() ? pixel[c] : pixel[c] * lit.pixels[i] / 255;
      pixel[c] = blend(static_cast<std::uint8_t>(below), above[c], alpha);
    }
    if (alpha >= kEdge) mask.pixels[i] = layer.label.pixels[i];
  }
}

}  // namespace handsight::composite
