// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/imaging/transform.h"

#include <cmath>

#include <opencv2/imgproc.hpp>

#include "handsight/core/error.h"
#include "handsight/imaging/mat.h"

namespace handsight {
namespace {

constexpr int kMaxSide = 32767;  // OpenCV's remapping holds coordinates in 16 bits
constexpr double kMaxSigmaPx = 1000.0;

void check_image(const char* who, const Image& image) {
  if (image.width <= 0 || image.height <= 0 || image.channels <= 0 || image.channels > 4 ||
      image.pixels.size() != image.pixel_count() * static_cast<std::size_t>(image.channels)) {
    fail(who, ": expected a picture with 1 to 4 channels, found ", image.width, " x ", image.height,
         " with ", image.channels, " channels and ", image.pixels.size(), " bytes");
  }
}

void check_size(const char* who, int width, int height) {
  if (width < 1 || height < 1 || width > kMaxSide || height > kMaxSide) {
    fail(who, ": expected a size from 1 x 1 to ", kMaxSide, " x ", kMaxSide, ", found ", width,
         " x ", height);
  }
}

void check_sigma(double sigma_px) {
  if (!(sigma_px >= 0.0 && sigma_px <= kMaxSigmaPx)) {
    fail("gaussian blur: expected a sigma from 0 to ", kMaxSigmaPx, " px, found ", sigma_px);
  }
}

int flag_of(Interpolation interpolation) {
  switch (interpolation) {
    case Interpolation::kNearest:
      return cv::INTER_NEAREST;
    case Interpolation::kArea:
      return cv::INTER_AREA;
    case Interpolation::kBilinear:
      break;
  }
  return cv::INTER_LINEAR;
}

void blur(const cv::Mat& source, cv::Mat target, double sigma_px) {
  cv::GaussianBlur(source, target, cv::Size(0, 0), sigma_px, sigma_px, cv::BORDER_REFLECT_101);
}

}  // namespace

Image resize(const Image& image, int width, int height, Interpolation interpolation) {
  check_image("resize", image);
  check_size("resize", width, height);
  if (width == image.width && height == image.height) return image;
  // INTER_NEAREST takes the top left neighbour; the exact variant takes the pixel whose centre is
  // nearest, so that labels do not shift against a bilinearly resized picture.
  const int flag = interpolation == Interpolation::kNearest
                       ? static_cast<int>(cv::INTER_NEAREST_EXACT)
                       : flag_of(interpolation);
  Image resized(width, height, image.channels);
  cv::Mat target = as_mat(resized);
  cv::resize(as_mat(image), target, target.size(), 0.0, 0.0, flag);
  return resized;
}

Image warp_affine(const Image& image, const Affine& target_from_source, int width, int height,
                  Interpolation interpolation, std::uint8_t border) {
  check_image("warp", image);
  check_size("warp", image.width, image.height);
  check_size("warp", width, height);
  const Affine& m = target_from_source;
  for (const double value : m) {
    if (!std::isfinite(value)) fail("warp: expected finite matrix elements, found ", value);
  }
  const double determinant = m[0] * m[4] - m[1] * m[3];
  if (!(std::abs(determinant) > 1e-12)) {
    fail("warp: the matrix flattens the picture (determinant ", determinant,
         "); expected one that can be inverted");
  }
  if (interpolation == Interpolation::kArea) {
    fail("warp: area interpolation is only for resize(); shrink first, then warp bilinearly");
  }
  const cv::Mat matrix = (cv::Mat_<double>(2, 3) << m[0], m[1], m[2], m[3], m[4], m[5]);
  Image warped(width, height, image.channels);
  cv::Mat target = as_mat(warped);
  cv::warpAffine(as_mat(image), target, matrix, target.size(), flag_of(interpolation),
                 cv::BORDER_CONSTANT, cv::Scalar::all(border));
  return warped;
}

Image gaussian_blur(const Image& image, double sigma_px) {
  check_image("gaussian blur", image);
  check_sigma(sigma_px);
  if (sigma_px == 0.0) return image;
  Image blurred(image.width, image.height, image.channels);
  blur(as_mat(image), as_mat(blurred), sigma_px);
  return blurred;
}

ProbabilityMap gaussian_blur(const ProbabilityMap& map, double sigma_px) {
  if (map.width <= 0 || map.height <= 0 ||
      map.values.size() !=
          static_cast<std::size_t>(map.width) * static_cast<std::size_t>(map.height)) {
    fail("gaussian blur: expected one value a pixel, found ", map.width, " x ", map.height,
         " with ", map.values.size(), " values");
  }
  check_sigma(sigma_px);
  ProbabilityMap blurred = map;
  if (sigma_px == 0.0) return blurred;
  // OpenCV has no matrix of constant pixels.
  const cv::Mat source(map.height, map.width, CV_32FC1, const_cast<float*>(map.values.data()));
  blur(source, cv::Mat(map.height, map.width, CV_32FC1, blurred.values.data()), sigma_px);
  return blurred;
}

Image median_filter(const Image& image, int side_px) {
  check_image("median filter", image);
  if (side_px < 3 || side_px > 99 || side_px % 2 == 0 ||
      (image.channels != 1 && image.channels != 3)) {
    fail("median filter: a side of ", side_px, " and ", image.channels,
         " channels; expected an odd side from 3 to 99 and 1 or 3 channels");
  }
  Image filtered(image.width, image.height, image.channels);
  cv::Mat target = as_mat(filtered);
  cv::medianBlur(as_mat(image), target, side_px);
  return filtered;
}

}  // namespace handsight
