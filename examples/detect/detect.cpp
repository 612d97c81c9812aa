// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
//
// detect MODEL.onnx PICTURE.ppm: boxes and scores of the hands in a picture.
#include <chrono>
#include <cstdio>
#include <exception>

#include "handsight/api/detector.h"

#include "ppm.h"

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
