// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "handsight/core/error.h"
#include "handsight/formats/atomic_file.h"
#include "handsight/imaging/mat.h"
#include "handsight/imaging/picture_file.h"

namespace handsight {
namespace {

std::vector<std::byte> encode(const Image& image, const char* suffix,
                              const std::vector<int>& settings) {
  if (image.width < 1 || image.height < 1 ||
      image.pixels.size() != image.pixel_count() * static_cast<std::size_t>(image.channels)) {
    fail("picture: cannot encode ", image.width, " x ", image.height, " pixels of ", image.channels,
         " channels from ", image.pixels.size(), " bytes");
  }
  cv::Mat blue_first = as_mat(image);
  if (image.channels == 3) cv::cvtColor(as_mat(image), blue_first = cv::Mat(), cv::COLOR_RGB2BGR);
  if (image.channels == 4) cv::cvtColor(as_mat(image), blue_first = cv::Mat(), cv::COLOR_RGBA2BGRA);
  std::vector<unsigned char> encoded;
  if (!cv::imencode(suffix, blue_first, encoded, settings)) {
    fail("picture: the ", suffix, " encoder refused ", image.width, " x ", image.height, " pixels");
  }
  const auto* start = reinterpret_cast<const std::byte*>(encoded.data());
  return {start, start + encoded.size()};
}

}  // namespace

std::vector<std::byte> encode_png(const Image& image) {
  if (image.channels != 1 && image.channels != 3 && image.channels != 4) {
    fail("PNG: expected 1, 3 or 4 channels, found ", image.channels);
  }
  return encode(image, ".png", {});
}

std::vector<std::byte> encode_jpeg(const Image& image, int quality) {
  if (image.channels != 1 && image.channels != 3) {
    fail("JPEG: expected 1 or 3 channels, found ", image.channels);
  }
  if (quality < 1 || quality > 100) {
    fail("JPEG: expected a quality from 1 to 100, found ", quality);
  }
  return encode(image, ".jpg", {cv::IMWRITE_JPEG_QUALITY, quality});
}

void write_png(const std::filesystem::path& path, const Image& image) {
  write_file(path, encode_png(image));
}

void write_jpeg(const std::filesystem::path& path, const Image& image, int quality) {
  write_file(path, encode_jpeg(image, quality));
}

}  // namespace handsight
