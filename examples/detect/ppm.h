// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

struct Picture {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> pixels{};  // RGB, rows from the top
};

/// A binary PPM of 8 bits, as `convert picture.jpg picture.ppm` writes it.
inline Picture read_ppm(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string magic;
  int levels = 0;
  Picture picture;
  file >> magic >> picture.width >> picture.height >> levels;
  file.get();
  constexpr int kLongestSide = 16384;
  const auto fits = [](int side) { return side > 0 && side <= kLongestSide; };
  if (magic != "P6" || levels != 255 || !fits(picture.width) || !fits(picture.height)) {
    throw std::runtime_error(path + ": expected a binary PPM of 8 bits");
  }
  picture.pixels.resize(std::size_t{3} * static_cast<std::size_t>(picture.width) *
                        static_cast<std::size_t>(picture.height));
  file.read(reinterpret_cast<char*>(picture.pixels.data()),
            static_cast<std::streamsize>(picture.pixels.size()));
  if (!file) throw std::runtime_error(path + ": the picture is cut off");
  return picture;
}

inline void write_ppm(const std::string& path, const Picture& picture) {
  std::ofstream file(path, std::ios::binary);
  file << "P6\n" << picture.width << ' ' << picture.height << "\n255\n";
  file.write(reinterpret_cast<const char*>(picture.pixels.data()),
             static_cast<std::streamsize>(picture.pixels.size()));
  if (!file.flush()) throw std::runtime_error(path + ": cannot be written");
}
