// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdlib.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/core/image.h"
#include "handsight/core/json.h"
#include "handsight/data/dataset.h"
#include "handsight/imaging/picture_file.h"

namespace handsight::test {

/// A folder that is gone with the test.
class TempFolder {
 public:
  TempFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "handsight-data-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// A path below the folder whose parents exist.
  [[nodiscard]] std::filesystem::path file(const std::string& name) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    return path_ / name;
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(file(name), std::ios::binary) << text;
  }

 private:
  std::filesystem::path path_;
};

/// A picture whose every pixel differs from its neighbours.
inline Image pattern(int width, int height, int channels = 3, int step = 7) {
  Image image(width, height, channels);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) {
    image.pixels[i] = static_cast<std::uint8_t>(i * static_cast<std::size_t>(step) % 251);
  }
  return image;
}

/// Without waiting for the disk, as write_png() does.
inline void save_png(const std::filesystem::path& path, const Image& image) {
  const auto bytes = encode_png(image);
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
}

inline Image mask_of(int width, int height, const std::vector<std::uint8_t>& values) {
  Image mask(width, height, 1);
  for (std::size_t i = 0; i < mask.pixels.size(); ++i) mask.pixels[i] = values[i % values.size()];
  return mask;
}

inline std::shared_ptr<const Json> options(const std::string& text) {
  return std::make_shared<const Json>(Json::parse(text));
}

/// What a call throws; says so when it throws nothing.
template <class Kind = FileError, class Call>
std::string message_of(Call call) {
  try {
    call();
  } catch (const Kind& error) {
    return error.what();
  }
  return "nothing was thrown";
}

}  // namespace handsight::test
