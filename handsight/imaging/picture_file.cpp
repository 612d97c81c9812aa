// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/imaging/picture_file.h"

#include <cerrno>
#include <cstdio>
#include <iostream>
#include <memory>
#include <mutex>
#include <sstream>
#include <string>
#include <system_error>
#include <utility>

#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "handsight/core/error.h"
#include "handsight/imaging/exif.h"
#include "handsight/imaging/gif_decoder.h"
#include "handsight/imaging/jpeg_decoder.h"
#include "handsight/imaging/mat.h"
#include "handsight/imaging/picture_kind.h"
#include "handsight/imaging/png_decoder.h"

namespace handsight {
namespace {

using Bytes = std::span<const std::byte>;
namespace fs = std::filesystem;

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

std::string reason_of(int error) { return std::generic_category().message(error); }

void check_regular(const fs::path& path) {
  std::error_code error;
  const auto status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) {
    fail<FileError>("picture ", path.string(), ": no such file; check the path");
  }
  if (error) fail<FileError>("picture ", path.string(), ": ", error.message());
  if (fs::is_directory(status)) {
    fail<FileError>("picture ", path.string(), ": is a folder; expected a picture file");
  }
  // A named pipe or device could keep us waiting for ever.
  if (!fs::is_regular_file(status)) {
    fail<FileError>("picture ", path.string(), ": is no regular file; copy its content to one");
  }
}

std::vector<std::byte> read_bytes(const fs::path& path) {
  check_regular(path);
  const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "rb"));
  if (!file) fail<FileError>("picture ", path.string(), ": ", reason_of(errno));
  std::error_code error;
  const auto size = fs::file_size(path, error);
  if (error) fail<FileError>("picture ", path.string(), ": ", error.message());
  if (size > static_cast<std::uintmax_t>(kMaxPictureFileBytes)) {
    fail<FileError>("picture ", path.string(), ": the file has ", size, " bytes; at most ",
                    kMaxPictureFileBytes, " are read; shrink the picture first");
  }
  std::vector<std::byte> bytes(size);
  bytes.resize(std::fread(bytes.data(), 1, bytes.size(), file.get()));
  if (std::ferror(file.get()) != 0) {
    fail<FileError>("picture ", path.string(), ": ", reason_of(errno));
  }
  return bytes;
}

// OpenCV writes what went wrong in a decoder to std::cerr, past its own logger. One thread at a
// time hides it; JPEG and PNG do not come this way.
class QuietOpenCv {
 public:
  QuietOpenCv() : lock_(mutex()), kept_(std::cerr.rdbuf(hidden_.rdbuf())) {
    cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
  }
  ~QuietOpenCv() { std::cerr.rdbuf(kept_); }
  QuietOpenCv(const QuietOpenCv&) = delete;
  QuietOpenCv& operator=(const QuietOpenCv&) = delete;

 private:
  static std::mutex& mutex() {
    static std::mutex one;
    return one;
  }
  std::lock_guard<std::mutex> lock_;
  std::ostringstream hidden_;
  std::streambuf* kept_;
};

cv::Mat decode_with_opencv(PictureKind kind, Bytes bytes, std::string_view name, int flags) {
  const auto size = picture_size(kind, bytes, name);
  check_picture_size(name, size.width, size.height);
  const cv::Mat encoded(1, static_cast<int>(bytes.size()), CV_8UC1,
                        const_cast<std::byte*>(bytes.data()));
  cv::Mat decoded;
  try {
    const QuietOpenCv quiet;
    decoded = cv::imdecode(encoded, flags | cv::IMREAD_IGNORE_ORIENTATION);
  } catch (const cv::Exception&) {
    decoded.release();
  }
  if (decoded.empty()) {
    fail<FileError>("picture ", name,
                    ": the picture data is cut short, damaged or of a variant that is not read; "
                    "export it again as PNG or JPEG");
  }
  return decoded;
}

Image bgr_to_rgb(const cv::Mat& bgr) {
  Image rgb(bgr.cols, bgr.rows, 3);
  cv::Mat target = as_mat(rgb);
  cv::cvtColor(bgr, target, cv::COLOR_BGR2RGB);
  return rgb;
}

/// One channel from pixels whose colour channels agree.
template <class Sample>
Image grey_label(const Sample* samples, int width, int height, int channels,
                 std::string_view name) {
  Image label(width, height, 1);
  const int colours = channels >= 3 ? 3 : 1;
  for (auto& id : label.pixels) {
    for (int c = 1; c < colours; ++c) {
      if (samples[c] != samples[0]) {
        fail<FileError>("label ", name,
                        ": found a colour picture; expected grey values or a palette PNG");
      }
    }
    if (samples[0] > 255) {
      fail<FileError>("label ", name, ": found the id ", samples[0], "; expected 0 to 255");
    }
    id = static_cast<std::uint8_t>(samples[0]);
    samples += channels;
  }
  return label;
}

Image png_label(Bytes bytes, std::string_view name) {
  const auto png = decode_png(bytes, name, PngSamples::kStored);
  if (png.bytes_per_sample == 1) {
    return grey_label(png.samples.data(), png.width, png.height, png.channels, name);
  }
  std::vector<std::uint16_t> wide(png.samples.size() / 2);
  for (std::size_t i = 0; i < wide.size(); ++i) {
    wide[i] = static_cast<std::uint16_t>(png.samples[2 * i] << 8U | png.samples[2 * i + 1]);
  }
  return grey_label(wide.data(), png.width, png.height, png.channels, name);
}

Image opencv_label(PictureKind kind, Bytes bytes, std::string_view name) {
  const cv::Mat decoded = decode_with_opencv(kind, bytes, name, cv::IMREAD_UNCHANGED);
  const int channels = decoded.channels();
  if (decoded.depth() == CV_8U) {
    return grey_label(decoded.ptr<std::uint8_t>(), decoded.cols, decoded.rows, channels, name);
  }
  if (decoded.depth() == CV_16U) {
    return grey_label(decoded.ptr<std::uint16_t>(), decoded.cols, decoded.rows, channels, name);
  }
  fail<FileError>("label ", name, ": expected samples of 8 or 16 bits; export it again as PNG");
}

Image upright(Image image, int orientation, const ReadOptions& options) {
  if (options.exif == Exif::kSkip || orientation == 1) return image;
  return apply_orientation(image, orientation);
}

}  // namespace

Image read_picture_bytes(Bytes bytes, std::string_view name, const ReadOptions& options) {
  if (bytes.size() > static_cast<std::size_t>(kMaxPictureFileBytes)) {
    fail<FileError>("picture ", name, ": ", bytes.size(), " bytes; at most ", kMaxPictureFileBytes,
                    " are read; shrink the picture first");
  }
  const auto kind = picture_kind(bytes, name);
  if (kind == PictureKind::kJpeg) {
    auto jpeg = decode_jpeg(bytes, name, JpegColours::kRgb);
    return upright(std::move(jpeg.image), jpeg.orientation, options);
  }
  if (kind == PictureKind::kPng) {
    auto png = decode_png(bytes, name, PngSamples::kRgb);
    Image image;
    image.width = png.width;
    image.height = png.height;
    image.channels = png.channels;
    image.pixels = std::move(png.samples);
    return upright(std::move(image), png.orientation, options);
  }
  if (kind == PictureKind::kGif) return decode_gif(bytes, name);
  Image image = bgr_to_rgb(decode_with_opencv(kind, bytes, name, cv::IMREAD_COLOR));
  const int orientation = kind == PictureKind::kWebp ? exif_orientation(webp_exif(bytes)) : 1;
  return upright(std::move(image), orientation, options);
}

Image read_picture(const fs::path& path, const ReadOptions& options) {
  return read_picture_bytes(read_bytes(path), path.string(), options);
}

int picture_orientation(const fs::path& path) {
  const auto bytes = read_bytes(path);
  const auto name = path.string();
  switch (picture_kind(bytes, name)) {
    case PictureKind::kJpeg:
      return decode_jpeg(bytes, name, JpegColours::kGrey).orientation;
    case PictureKind::kPng:
      return decode_png(bytes, name, PngSamples::kStored).orientation;
    case PictureKind::kWebp:
      return exif_orientation(webp_exif(bytes));
    default:
      return 1;
  }
}

Image read_label(const fs::path& path) {
  const auto bytes = read_bytes(path);
  const auto name = path.string();
  const auto kind = picture_kind(bytes, name);
  if (kind == PictureKind::kPng) return png_label(bytes, name);
  if (kind == PictureKind::kJpeg) {
    const Image image = decode_jpeg(bytes, name, JpegColours::kGrey).image;
    return grey_label(image.pixels.data(), image.width, image.height, image.channels, name);
  }
  if (kind == PictureKind::kGif) {
    const Image image = decode_gif(bytes, name);
    return grey_label(image.pixels.data(), image.width, image.height, image.channels, name);
  }
  return opencv_label(kind, bytes, name);
}

}  // namespace handsight
