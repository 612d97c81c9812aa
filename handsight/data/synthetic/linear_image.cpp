// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/linear_image.h"

#include <cmath>

#include "handsight/core/error.h"

namespace handsight::synthetic {
namespace {

constexpr int kEncodeSteps = 4096;

/// sRGB bytes at the squares of even steps: finest where the eye is.
const std::array<std::uint8_t, kEncodeSteps + 1>& encode_table() {
  static const auto table = [] {
    std::array<std::uint8_t, kEncodeSteps + 1> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      const float root = static_cast<float>(i) / kEncodeSteps;
      bytes[i] = static_cast<std::uint8_t>(std::lround(srgb_from_linear(root * root) * 255.0F));
    }
    return bytes;
  }();
  return table;
}

/// A box of 2 * radius + 1 pixels along a row of `count` pixels that lie `stride` apart.
void box_line(const Vec3* in, Vec3* out, int count, int radius) {
  const auto at = [&](int i) { return in[std::clamp(i, 0, count - 1)]; };
  Vec3 sum = {};
  for (int i = -radius; i <= radius; ++i) sum = sum + at(i);
  const float scale = 1.0F / static_cast<float>(2 * radius + 1);
  for (int i = 0; i < count; ++i) {
    out[i] = sum * scale;
    sum = sum + at(i + radius + 1) - at(i - radius);
  }
}

/// Box along the rows, written with rows and columns exchanged.
LinearImage boxed_and_transposed(const LinearImage& picture, int radius) {
  LinearImage result(picture.height, picture.width);
  std::vector<Vec3> line(static_cast<std::size_t>(picture.width));
  for (int y = 0; y < picture.height; ++y) {
    box_line(picture.row(y), line.data(), picture.width, radius);
    for (int x = 0; x < picture.width; ++x) result.row(x)[y] = line[static_cast<std::size_t>(x)];
  }
  return result;
}

struct Tap {
  int first;
  int second;
  float weight;
};

std::vector<Tap> taps(int from, int to) {
  std::vector<Tap> result(static_cast<std::size_t>(to));
  const float scale = static_cast<float>(from) / static_cast<float>(to);
  for (int i = 0; i < to; ++i) {
    const float position = std::clamp((static_cast<float>(i) + 0.5F) * scale - 0.5F, 0.0F,
                                      static_cast<float>(from - 1));
    const int first = static_cast<int>(position);
    result[static_cast<std::size_t>(i)] = {first, std::min(first + 1, from - 1),
                                           position - static_cast<float>(first)};
  }
  return result;
}

}  // namespace

float linear_from_srgb(float encoded) {
  return encoded <= 0.04045F ? encoded / 12.92F : std::pow((encoded + 0.055F) / 1.055F, 2.4F);
}

float srgb_from_linear(float linear) {
  return linear <= 0.0031308F ? linear * 12.92F : 1.055F * std::pow(linear, 1.0F / 2.4F) - 0.055F;
}

Vec3 linear_from_srgb(Vec3 encoded) {
  return {linear_from_srgb(encoded.x), linear_from_srgb(encoded.y), linear_from_srgb(encoded.z)};
}

const std::array<float, 256>& linear_of_bytes() {
  static const auto table = [] {
    std::array<float, 256> values{};
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = linear_from_srgb(static_cast<float>(i) / 255.0F);
    }
    return values;
  }();
  return table;
}

Image encode_srgb(const LinearImage& picture) {
  const auto& table = encode_table();
  const auto encode = [&](float value) {
    const float root = std::sqrt(std::clamp(value, 0.0F, 1.0F));
    return table[static_cast<std::size_t>(root * kEncodeSteps + 0.5F)];
  };
  Image image(picture.width, picture.height, 3);
  std::uint8_t* out = image.pixels.data();
  for (const Vec3& pixel : picture.pixels) {
    *out++ = encode(pixel.x);
    *out++ = encode(pixel.y);
    *out++ = encode(pixel.z);
  }
  return image;
}

LinearImage decode_srgb(const Image& image) {
  if (image.channels != 3) {
    fail("decode_srgb: found ", image.channels, " channels; expected the 3 of an RGB picture");
  }
  const auto& table = linear_of_bytes();
  LinearImage picture(image.width, image.height);
  const std::uint8_t* in = image.pixels.data();
  for (Vec3& pixel : picture.pixels) {
    pixel = {table[in[0]], table[in[1]], table[in[2]]};
    in += 3;
  }
  return picture;
}

LinearImage resample(const LinearImage& picture, int width, int height) {
  if (picture.width == width && picture.height == height) return picture;
  const auto columns = taps(picture.width, width);
  const auto rows = taps(picture.height, height);
  LinearImage result(width, height);
  for (int y = 0; y < height; ++y) {
    const Tap& row = rows[static_cast<std::size_t>(y)];
    const Vec3* upper = picture.row(row.first);
    const Vec3* lower = picture.row(row.second);
    Vec3* out = result.row(y);
    for (const Tap& column : columns) {
      *out++ = mix(mix(upper[column.first], upper[column.second], column.weight),
                   mix(lower[column.first], lower[column.second], column.weight), row.weight);
    }
  }
  return result;
}

LinearImage blurred(const LinearImage& picture, float sigma_px) {
  // two boxes of n pixels have the variance (n * n - 1) / 6
  const int radius =
      static_cast<int>(std::lround((std::sqrt(6 * sigma_px * sigma_px + 1) - 1) / 2));
  if (radius < 1 || picture.pixels.empty()) return picture;
  LinearImage result = boxed_and_transposed(boxed_and_transposed(picture, radius), radius);
  return boxed_and_transposed(boxed_and_transposed(result, radius), radius);
}

}  // namespace handsight::synthetic
