// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "handsight/core/error.h"
#include "handsight/core/image.h"
#include "handsight/imaging/picture_file.h"

namespace handsight::testing {

/// A folder that is removed with everything in it.
class PictureFolder {
 public:
  PictureFolder() {
    auto pattern = (std::filesystem::temp_directory_path() / "handsight-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = pattern;
  }
  ~PictureFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  PictureFolder(const PictureFolder&) = delete;
  PictureFolder& operator=(const PictureFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const {
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

using ByteVector = std::vector<std::byte>;

inline ByteVector bytes_of(std::initializer_list<int> values) {
  ByteVector bytes;
  for (const int value : values) bytes.push_back(static_cast<std::byte>(value));
  return bytes;
}

inline void save(const std::filesystem::path& path, std::span<const std::byte> bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
  if (!file) throw std::runtime_error("cannot write " + path.string());
}

inline void save(const std::filesystem::path& path, const std::string& text) {
  save(path, std::as_bytes(std::span(text)));
}

/// Red in the top left quarter, green in the top right, blue in the bottom left, white in the
/// bottom right: any turn or flip shows, also after JPEG.
inline Image four_colours(int width, int height) {
  Image image(width, height, 3);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const bool right = x >= width / 2;
      const bool low = y >= height / 2;
      auto* pixel = image.at(x, y);
      pixel[0] = right == low ? 255 : 0;
      pixel[1] = right ? 255 : 0;
      pixel[2] = low ? 255 : 0;
    }
  }
  return image;
}

/// 'r', 'g', 'b', 'w' at the middle of the four quarters, read like text.
inline std::string quarters(const Image& image) {
  std::string text;
  for (const int y : {image.height / 4, image.height * 3 / 4}) {
    for (const int x : {image.width / 4, image.width * 3 / 4}) {
      const auto* p = image.at(x, y);
      const bool red = p[0] > 128;
      const bool green = p[1] > 128;
      const bool blue = p[2] > 128;
      text += red && green && blue ? 'w' : red && !green && !blue ? 'r' : green && !red ? 'g' : 'b';
    }
  }
  return text;
}

/// A TIFF block with one entry: tag 0x0112.
inline ByteVector exif_block(int orientation, bool big_endian = false) {
  if (big_endian) {
    return bytes_of({'M', 'M', 0, 42, 0, 0, 0,           8, 0, 1, 0x01, 0x12, 0,
                     3,   0,   0, 0,  1, 0, orientation, 0, 0, 0, 0,    0,    0});
  }
  return bytes_of({'I', 'I', 42, 0, 8, 0,           0, 0, 1, 0, 0x12, 0x01, 3,
                   0,   1,   0,  0, 0, orientation, 0, 0, 0, 0, 0,    0,    0});
}

/// The JPEG with an EXIF segment after its start-of-image marker.
inline ByteVector with_exif(const ByteVector& jpeg, const ByteVector& block) {
  ByteVector bytes(jpeg.begin(), jpeg.begin() + 2);
  const int length = static_cast<int>(block.size()) + 8;
  const auto head = bytes_of({0xff, 0xe1, length >> 8, length & 255, 'E', 'x', 'i', 'f', 0, 0});
  bytes.insert(bytes.end(), head.begin(), head.end());
  bytes.insert(bytes.end(), block.begin(), block.end());
  bytes.insert(bytes.end(), jpeg.begin() + 2, jpeg.end());
  return bytes;
}

/// What the call throws as FileError; empty when it throws nothing.
template <class Call>
std::string file_error(Call call) {
  try {
    call();
  } catch (const FileError& error) {
    return error.what();
  }
  return {};
}

}  // namespace handsight::testing
