// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "backdrop.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <system_error>

#include "handsight/core/error.h"
#include "handsight/imaging/picture_file.h"
#include "handsight/imaging/transform.h"

namespace handsight {
namespace {

bool is_colour(const std::string& text) {
  return text.size() == 7 && text.front() == '#' &&
         std::all_of(text.begin() + 1, text.end(),
                     [](unsigned char c) { return std::isxdigit(c) != 0; });
}

std::array<std::uint8_t, 3> colour_of(const std::string& text) {
  const auto byte = [&](std::size_t at) {
    return static_cast<std::uint8_t>(std::stoi(text.substr(at, 2), nullptr, 16));
  };
  return {byte(1), byte(3), byte(5)};
}

Image plain(int width, int height, const std::array<std::uint8_t, 3>& colour) {
  Image image(width, height, 3);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) image.pixels[i] = colour[i % 3];
  return image;
}

// On an eighth of the size: a wide blur leaves nothing finer, and costs next to nothing there.
Image blurred_small(const Image& picture) {
  const int width = std::max(1, picture.width / 8);
  const int height = std::max(1, picture.height / 8);
  const double sigma_px = std::max(width, height) / 40.0;
  return gaussian_blur(resize(picture, width, height, Interpolation::kArea), sigma_px);
}

/// The mean of what is near and no hand: the blurred frame without its hands over the blurred share
/// of what is left of it.
Image blurred_behind(const Image& frame, const Image& alpha) {
  Image rest = frame;
  Image share = alpha;
  for (std::size_t i = 0; i < share.pixels.size(); ++i) {
    const int left = 255 - alpha.pixels[i];
    share.pixels[i] = static_cast<std::uint8_t>(left);
    for (std::size_t c = 0; c < 3; ++c) {
      auto& value = rest.pixels[3 * i + c];
      value = static_cast<std::uint8_t>((value * left + 127) / 255);
    }
  }
  Image mean = blurred_small(rest);
  const Image weight = blurred_small(share);
  for (std::size_t i = 0; i < mean.pixels.size(); ++i) {
    const int value = mean.pixels[i] * 255 / std::max<int>(weight.pixels[i / 3], 1);
    mean.pixels[i] = static_cast<std::uint8_t>(std::min(value, 255));
  }
  return resize(mean, frame.width, frame.height, Interpolation::kBilinear);
}

Image covering(const Image& picture, int width, int height) {
  const double zoom = std::max(static_cast<double>(width) / picture.width,
                               static_cast<double>(height) / picture.height);
  const auto large =
      resize(picture, std::max(width, static_cast<int>(std::lround(picture.width * zoom))),
             std::max(height, static_cast<int>(std::lround(picture.height * zoom))),
             zoom < 1.0 ? Interpolation::kArea : Interpolation::kBilinear);
  Image cut(width, height, 3);
  const int left = (large.width - width) / 2;
  const int top = (large.height - height) / 2;
  for (int y = 0; y < height; ++y) {
    std::copy_n(large.at(left, top + y), static_cast<std::size_t>(width) * 3, cut.at(0, y));
  }
  return cut;
}

}  // namespace

Backdrop::Backdrop(const std::string& text) {
  std::error_code error;
  if (text == "blur") return;
  if (text == "green") {
    kind_ = Kind::kColour;
    colour_ = {0, 177, 64};  // the green of chroma-key cloth
  } else if (is_colour(text)) {
    kind_ = Kind::kColour;
    colour_ = colour_of(text);
  } else if (std::filesystem::exists(text, error)) {
    kind_ = Kind::kPicture;
    picture_ = read_picture(text);
  } else {
    fail("--background: found '", text,
         "', expected blur, green, a colour like #00b140, or a picture file");
  }
}

Image Backdrop::behind(const Image& frame, const Image& alpha) const {
  switch (kind_) {
    case Kind::kColour:
      return plain(frame.width, frame.height, colour_);
    case Kind::kPicture:
      return covering(picture_, frame.width, frame.height);
    case Kind::kBlur:
      break;
  }
  return blurred_behind(frame, alpha);
}

}  // namespace handsight
