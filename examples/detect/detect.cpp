// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
//
// detect MODEL.onnx PICTURE.ppm: boxes and scores of the hands in a picture.
#include <chrono>
#include <cstdio>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "handsight/api/detector.h"

namespace {

struct Picture {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> pixels;
};

/// A binary PPM of 8 bits, as `convert picture.jpg picture.ppm` writes it.
Picture read_ppm(const std::string& path) {
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

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: detect MODEL.onnx PICTURE.ppm\n", stderr);
    return 2;
  }
  try {
    const auto start = std::chrono::steady_clock::now();
    const handsight::api::Detector detector(argv[1]);
    const auto picture = read_ppm(argv[2]);
    const auto hands = detector.detect(
        {.pixels = picture.pixels.data(), .width = picture.width, .height = picture.height});
    const std::chrono::duration<double, std::milli> elapsed =
        std::chrono::steady_clock::now() - start;
    for (const auto& hand : hands) {
      std::printf("hand at %d, %d of %d x %d, score %.2f\n", hand.x, hand.y, hand.width,
                  hand.height, static_cast<double>(hand.score));
    }
    std::printf("%zu hands, %.0f ms from start to result\n", hands.size(), elapsed.count());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "detect: %s\n", error.what());
    return 1;
  }
}
