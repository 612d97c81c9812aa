// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/imaging/depth_file.h"

#include <span>
#include <string>

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include "handsight/core/error.h"
#include "handsight/formats/atomic_file.h"
#include "handsight/formats/mapped_file.h"
#include "handsight/imaging/png_decoder.h"

namespace handsight {

Image16 read_png16(const std::filesystem::path& path) {
  const detail::MappedFile file(path);
  const auto png = decode_png(file.bytes(), path.string(), PngSamples::kStored);
  if (png.channels != 1) {
    fail<FileError>("depth ", path.string(), ": found a colour picture; expected a grey PNG");
  }
  Image16 image{.width = png.width, .height = png.height};
  const auto step = static_cast<std::size_t>(png.bytes_per_sample);
  image.pixels.resize(png.samples.size() / step);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) {
    const auto* sample = png.samples.data() + i * step;
    image.pixels[i] = step == 2 ? static_cast<std::uint16_t>(sample[0] << 8U | sample[1])
                                : std::uint16_t{sample[0]};
  }
  return image;
}

std::vector<std::byte> encode_png16(const Image16& image) {
  if (image.width < 1 || image.height < 1 ||
      image.pixels.size() !=
          static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height)) {
    fail("PNG: ", image.width, " x ", image.height, " pixels from ", image.pixels.size(),
         " values");
  }
  const cv::Mat pixels(image.height, image.width, CV_16UC1,
                       const_cast<std::uint16_t*>(image.pixels.data()));
  std::vector<unsigned char> encoded;
  if (!cv::imencode(".png", pixels, encoded)) fail("PNG: the encoder refused the picture");
  const auto bytes = std::as_bytes(std::span(encoded));
  return {bytes.begin(), bytes.end()};
}

void write_png16(const std::filesystem::path& path, const Image16& image) {
  write_file(path, encode_png16(image));
}

}  // namespace handsight
