// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/visualisation/comparison.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "handsight/core/error.h"
#include "handsight/geometry/hand_skeleton.h"
#include "handsight/imaging/mat.h"
#include "handsight/visualisation/drawing.h"

namespace handsight {
namespace {

using Colour = std::array<std::uint8_t, 3>;

constexpr Colour kRight{0, 200, 90};
constexpr Colour kMissed{40, 130, 255};
constexpr Colour kInvented{255, 140, 30};
constexpr Colour kOther{230, 60, 220};
constexpr Colour kUncounted{90, 90, 90};
constexpr Colour kBlack{0, 0, 0};

void require_same_size(const Image& a, const Image& b) {
  if (a.width != b.width || a.height != b.height) {
    fail("comparison: found ", a.width, " x ", a.height, " and ", b.width, " x ", b.height,
         " pixels; both must have one size");
  }
}

/// Hues a golden angle apart, so that neighbouring numbers look different.
Colour colour_of(std::uint8_t number) {
  if (number == 0) return kBlack;
  if (number == kIgnore) return kUncounted;
  const auto hue = static_cast<std::uint8_t>(std::fmod(number * 0.618034, 1.0) * 180.0);
  cv::Mat pixel(1, 1, CV_8UC3, cv::Scalar(hue, number % 2 == 0 ? 140 : 220, 255));
  cv::cvtColor(pixel, pixel, cv::COLOR_HSV2RGB);
  const auto& rgb = pixel.at<cv::Vec3b>(0, 0);
  return {rgb[0], rgb[1], rgb[2]};
}

Colour error_colour(std::uint8_t found, std::uint8_t truth) {
  if (truth == kIgnore) return kUncounted;
  if (found == truth) return truth == 0 ? kBlack : kRight;
  if (found == 0) return kMissed;
  return truth == 0 ? kInvented : kOther;
}

/// A picture whose pixels are made one by one from their index.
template <class Paint>
Image painted(int width, int height, Paint&& paint) {
  Image picture(width, height, 3);
  for (std::size_t i = 0; i < picture.pixel_count(); ++i) {
    const Colour colour = paint(i);
    std::copy(colour.begin(), colour.end(), picture.pixels.begin() + static_cast<long>(3 * i));
  }
  return picture;
}

constexpr float kFar = 1e5F;  // OpenCV clips lines, but not beyond the range of its integers

cv::Point at(const Vec2& point) {
  const auto whole = [](float v) {
    return static_cast<int>(std::lround(std::clamp(std::isfinite(v) ? v : -kFar, -kFar, kFar)));
  };
  return {whole(point.x), whole(point.y)};
}

cv::Scalar finger_colour(std::size_t keypoint) {
  const auto colour = colour_of(static_cast<std::uint8_t>(1 + (keypoint + 3) / 4));
  return {double(colour[0]), double(colour[1]), double(colour[2])};
}

}  // namespace

Image label_picture(const Image& labels) {
  std::array<Colour, 256> palette;
  for (std::size_t i = 0; i < palette.size(); ++i) {
    palette[i] = colour_of(static_cast<std::uint8_t>(i));
  }
  return painted(labels.width, labels.height,
                 [&](std::size_t i) { return palette[labels.pixels[i]]; });
}

Image laid_over(const Image& picture, const Image& colours, double opacity) {
  require_same_size(picture, colours);
  Image result = picture;
  for (std::size_t i = 0; i < result.pixels.size(); i += 3) {
    const auto* colour = colours.pixels.data() + i;
    if (colour[0] == 0 && colour[1] == 0 && colour[2] == 0) continue;
    for (std::size_t c = 0; c < 3; ++c) {
      result.pixels[i + c] = cv::saturate_cast<std::uint8_t>((1 - opacity) * result.pixels[i + c] +
                                                             opacity * colour[c]);
    }
  }
  return result;
}

Image error_picture(const Image& found, const Image& truth) {
  require_same_size(found, truth);
  return painted(truth.width, truth.height,
                 [&](std::size_t i) { return error_colour(found.pixels[i], truth.pixels[i]); });
}

Image heat_picture(std::span<const float> values, int width, int height, float low, float high) {
  Image grey(width, height, 1);
  if (values.size() != grey.pixels.size()) {
    fail("heat picture: ", values.size(), " values for ", width, " x ", height, " pixels");
  }
  const float scale = 255.0F / std::max(high - low, 1e-6F);
  std::transform(values.begin(), values.end(), grey.pixels.begin(), [&](float value) {
    return cv::saturate_cast<std::uint8_t>((value - low) * scale);
  });
  Image picture(width, height, 3);
  cv::Mat target = as_mat(picture);
  cv::applyColorMap(as_mat(grey), target, cv::COLORMAP_TURBO);
  cv::cvtColor(target, target, cv::COLOR_BGR2RGB);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] > 0) continue;
    std::fill_n(picture.pixels.begin() + static_cast<long>(3 * i), 3, std::uint8_t{0});
  }
  return picture;
}

Image with_skeleton(Image picture, std::span<const Vec2> points) {
  auto canvas = as_mat(picture);
  const auto scale = drawing_scale(picture.width, picture.height);
  for (std::size_t i = 1; i < points.size(); ++i) {
    cv::line(canvas, at(points[keypoint_parent(i)]), at(points[i]), finger_colour(i), scale.line_px,
             cv::LINE_AA);
  }
  for (std::size_t i = 0; i < points.size(); ++i) {
    cv::circle(canvas, at(points[i]), 2 * scale.line_px, finger_colour(i), cv::FILLED, cv::LINE_AA);
  }
  return picture;
}

Image with_point_errors(Image picture, std::span<const Vec2> found, std::span<const Vec2> truth) {
  if (found.size() != truth.size()) {
    fail("point errors: ", found.size(), " found points and ", truth.size(), " true ones");
  }
  auto canvas = as_mat(picture);
  const auto scale = drawing_scale(picture.width, picture.height);
  for (std::size_t i = 0; i < found.size(); ++i) {
    cv::line(canvas, at(truth[i]), at(found[i]), {255, 220, 0}, scale.line_px, cv::LINE_AA);
    cv::circle(canvas, at(truth[i]), 2 * scale.line_px, {0, 220, 90}, cv::FILLED, cv::LINE_AA);
    cv::circle(canvas, at(found[i]), 2 * scale.line_px, {255, 50, 40}, cv::FILLED, cv::LINE_AA);
  }
  return picture;
}

}  // namespace handsight
