// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/jpeg_artefacts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

#include "handsight/core/error.h"

namespace handsight::synthetic {
namespace {

using Block = std::array<float, 64>;

constexpr std::array<int, 64> kLuma{16,  11,  10,  16,  24, 40, 51,  61,  12,  12,  14,  19,  26,
                                    58,  60,  55,  14,  13, 16, 24,  40,  57,  69,  56,  14,  17,
                                    22,  29,  51,  87,  80, 62, 18,  22,  37,  56,  68,  109, 103,
                                    77,  24,  35,  55,  64, 81, 104, 113, 92,  49,  64,  78,  87,
                                    103, 121, 120, 101, 72, 92, 95,  98,  112, 100, 103, 99};
constexpr std::array<int, 64> kChroma{
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99,
    99, 99, 47, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99};

Block scaled_steps(const std::array<int, 64>& table, int quality) {
  const int scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  Block steps{};
  for (std::size_t i = 0; i < 64; ++i) {
    steps[i] = static_cast<float>(std::clamp((table[i] * scale + 50) / 100, 1, 255));
  }
  return steps;
}

/// Rows are the cosines of the orthonormal transform.
const Block& cosines() {
  static const Block table = [] {
    Block values{};
    for (std::size_t u = 0; u < 8; ++u) {
      for (std::size_t x = 0; x < 8; ++x) {
        const double angle =
            (2.0 * static_cast<double>(x) + 1.0) * static_cast<double>(u) * std::numbers::pi / 16.0;
        values[8 * u + x] = static_cast<float>(std::cos(angle) * (u == 0 ? std::sqrt(0.125) : 0.5));
      }
    }
    return values;
  }();
  return table;
}

/// a times b, or a transposed times b.
template <bool kTransposed>
Block product(const Block& a, const Block& b) {
  Block result{};
  for (std::size_t i = 0; i < 8; ++i) {
    for (std::size_t k = 0; k < 8; ++k) {
      const float factor = kTransposed ? a[8 * k + i] : a[8 * i + k];
      for (std::size_t j = 0; j < 8; ++j) result[8 * i + j] += factor * b[8 * k + j];
    }
  }
  return result;
}

Block transposed(const Block& a) {
  Block result{};
  for (std::size_t i = 0; i < 8; ++i) {
    for (std::size_t j = 0; j < 8; ++j) result[8 * j + i] = a[8 * i + j];
  }
  return result;
}

Block quantised(const Block& pixels, const Block& steps) {
  const Block& c = cosines();
  Block frequencies = product<false>(product<false>(c, pixels), transposed(c));
  for (std::size_t i = 0; i < 64; ++i) {
    frequencies[i] = std::nearbyint(frequencies[i] / steps[i]) * steps[i];
  }
  return product<false>(product<true>(c, frequencies), c);
}

/// One channel whose sides are filled up to multiples of 8 by repeating the edge.
struct Plane {
  int width;
  int height;
  std::vector<float> values;

  Plane(int width_px, int height_px)
      : width((width_px + 7) / 8 * 8),
        height((height_px + 7) / 8 * 8),
        values(static_cast<std::size_t>(width) * static_cast<std::size_t>(height)) {}
  float& at(int x, int y) {
    return values[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                  static_cast<std::size_t>(x)];
  }
};

void quantise(Plane& plane, const Block& steps) {
  for (int top = 0; top < plane.height; top += 8) {
    for (int left = 0; left < plane.width; left += 8) {
      Block block;
      for (int y = 0; y < 8; ++y)
        std::copy_n(&plane.at(left, top + y), 8, &block[8U * static_cast<unsigned>(y)]);
      block = quantised(block, steps);
      for (int y = 0; y < 8; ++y)
        std::copy_n(&block[8U * static_cast<unsigned>(y)], 8, &plane.at(left, top + y));
    }
  }
}

struct YCbCr {
  Plane y;
  Plane cb;
  Plane cr;
};

YCbCr split(const Image& picture) {
  YCbCr planes{Plane(picture.width, picture.height),
               Plane((picture.width + 1) / 2, (picture.height + 1) / 2),
               Plane((picture.width + 1) / 2, (picture.height + 1) / 2)};
  for (int y = 0; y < 2 * planes.cb.height; ++y) {
    for (int x = 0; x < 2 * planes.cb.width; ++x) {
      const std::uint8_t* rgb =
          picture.at(std::min(x, picture.width - 1), std::min(y, picture.height - 1));
      const float r = rgb[0];
      const float g = rgb[1];
      const float b = rgb[2];
      if (x < planes.y.width && y < planes.y.height) {
        planes.y.at(x, y) = 0.299F * r + 0.587F * g + 0.114F * b - 128.0F;
      }
      planes.cb.at(x / 2, y / 2) += 0.25F * (-0.168736F * r - 0.331264F * g + 0.5F * b);
      planes.cr.at(x / 2, y / 2) += 0.25F * (0.5F * r - 0.418688F * g - 0.081312F * b);
    }
  }
  return planes;
}

Image joined(YCbCr& planes, int width, int height) {
  Image picture(width, height, 3);
  const auto byte = [](float value) {
    return static_cast<std::uint8_t>(std::clamp(value + 128.5F, 0.0F, 255.0F));
  };
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const float luma = planes.y.at(x, y);
      const float cb = planes.cb.at(x / 2, y / 2);
      const float cr = planes.cr.at(x / 2, y / 2);
      std::uint8_t* rgb = picture.at(x, y);
      rgb[0] = byte(luma + 1.402F * cr);
      rgb[1] = byte(luma - 0.344136F * cb - 0.714136F * cr);
      rgb[2] = byte(luma + 1.772F * cb);
    }
  }
  return picture;
}

}  // namespace

Image with_jpeg_artefacts(const Image& picture, int quality) {
  if (picture.channels != 3) {
    fail("JPEG artefacts: found ", picture.channels, " channels; expected the 3 of an RGB picture");
  }
  if (quality < 1 || quality > 100) {
    fail("JPEG artefacts: quality is ", quality, "; expected 1 to 100");
  }
  if (picture.empty()) return picture;
  YCbCr planes = split(picture);
  quantise(planes.y, scaled_steps(kLuma, quality));
  const Block chroma = scaled_steps(kChroma, quality);
  quantise(planes.cb, chroma);
  quantise(planes.cr, chroma);
  return joined(planes, picture.width, picture.height);
}

}  // namespace handsight::synthetic
