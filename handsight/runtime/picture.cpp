// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/runtime/picture.h"

#include <algorithm>
#include <array>

#include "handsight/core/error.h"

namespace handsight {
namespace {

using api::ImageView;
using api::PixelFormat;

/// Where red, green and blue lie in a pixel of so many bytes.
struct Packing {
  std::size_t bytes = 3;
  std::array<std::size_t, 3> channels{0, 1, 2};
};

Packing packing_of(PixelFormat format) {
  switch (format) {
    case PixelFormat::kRgb:
      return {};
    case PixelFormat::kBgr:
      return {.bytes = 3, .channels = {2, 1, 0}};
    case PixelFormat::kRgba:
      return {.bytes = 4};
    case PixelFormat::kBgra:
      return {.bytes = 4, .channels = {2, 1, 0}};
    case PixelFormat::kGrey:
    case PixelFormat::kNv12:
      return {.bytes = 1, .channels = {0, 0, 0}};
  }
  fail("image: format ", static_cast<int>(format), " is not among those of PixelFormat");
}

std::ptrdiff_t stride_of(std::ptrdiff_t given, std::ptrdiff_t row, const char* plane) {
  if (given != 0 && given < row) {
    fail("image: stride of the ", plane, " is ", given, " bytes, a row has ", row);
  }
  return given == 0 ? row : given;
}

void check(const ImageView& view) {
  constexpr int kLongestSide = 16384;
  const auto fits = [](int side) { return side >= 1 && side <= kLongestSide; };
  if (view.pixels == nullptr || !fits(view.width) || !fits(view.height)) {
    fail("image: expected pixels and sides in [1, ", kLongestSide, "], found ", view.width, " x ",
         view.height, view.pixels == nullptr ? " and no pixels" : "");
  }
  if (view.format == PixelFormat::kNv12 && (view.width % 2 != 0 || view.height % 2 != 0)) {
    fail("image: NV12 has even sides, found ", view.width, " x ", view.height);
  }
}

std::uint8_t clamped(int value) { return static_cast<std::uint8_t>(std::clamp(value, 0, 255)); }

/// ITU-R BT.601: Y in [16, 235], Cb and Cr in [16, 240], in 1/256.
void write_rgb(int luma, int cb, int cr, std::uint8_t* rgb) {
  constexpr int kHalf = 128;
  const int y = 298 * (luma - 16) + kHalf;
  rgb[0] = clamped((y + 409 * (cr - 128)) >> 8);
  rgb[1] = clamped((y - 100 * (cb - 128) - 208 * (cr - 128)) >> 8);
  rgb[2] = clamped((y + 516 * (cb - 128)) >> 8);
}

Image rgb_of_nv12(const ImageView& view) {
  const auto stride = stride_of(view.stride, view.width, "luma");
  const auto chroma_stride =
      stride_of(view.chroma_stride == 0 ? stride : view.chroma_stride, view.width, "chroma");
  const auto* const chroma =
      view.chroma != nullptr ? view.chroma : view.pixels + stride * view.height;
  Image image(view.width, view.height, 3);
  for (int y = 0; y < view.height; ++y) {
    const auto* const luma = view.pixels + y * stride;
    const auto* const colour = chroma + y / 2 * chroma_stride;
    for (int x = 0; x < view.width; ++x) {
      const auto* const pair = colour + x / 2 * 2;
      write_rgb(luma[x], pair[0], pair[1], image.at(x, y));
    }
  }
  return image;
}

}  // namespace

Image rgb_of(const ImageView& view) {
  check(view);
  if (view.format == PixelFormat::kNv12) return rgb_of_nv12(view);
  const auto packing = packing_of(view.format);
  const auto stride =
      stride_of(view.stride, view.width * static_cast<std::ptrdiff_t>(packing.bytes), "picture");
  Image image(view.width, view.height, 3);
  for (int y = 0; y < view.height; ++y) {
    const auto* pixel = view.pixels + y * stride;
    auto* rgb = image.at(0, y);
    for (int x = 0; x < view.width; ++x, pixel += packing.bytes) {
      for (const auto channel : packing.channels) *rgb++ = pixel[channel];
    }
  }
  return image;
}

}  // namespace handsight
