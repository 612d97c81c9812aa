// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
//
// key MODEL.onnx PICTURE.ppm OUT.ppm: the hands of a picture before green, with soft edges.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <exception>

#include "handsight/api/detector.h"

#include "ppm.h"

namespace {

using Colour = std::array<std::uint8_t, 3>;

/// How much of a pixel is hand: the edge runs over probabilities around one half.
float alpha_of(float probability) {
  constexpr float kSoftness = 0.2F;
  return std::clamp((probability - 0.5F) / (2.0F * kSoftness) + 0.5F, 0.0F, 1.0F);
}

void key(Picture& picture, const handsight::api::Probability& hand, const Colour& background) {
  for (std::size_t i = 0; i < hand.values.size(); ++i) {
    const float alpha = alpha_of(hand.values[i]);
    for (std::size_t c = 0; c < 3; ++c) {
      auto& value = picture.pixels[3 * i + c];
      value = static_cast<std::uint8_t>(std::lround(
          alpha * static_cast<float>(value) + (1.0F - alpha) * static_cast<float>(background[c])));
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: key MODEL.onnx PICTURE.ppm OUT.ppm\n", stderr);
    return 2;
  }
  try {
    const handsight::api::Detector detector(argv[1]);
    auto picture = read_ppm(argv[2]);
    const auto hand = detector.probability(
        {.pixels = picture.pixels.data(), .width = picture.width, .height = picture.height});
    key(picture, hand, {0, 177, 64});
    write_ppm(argv[3], picture);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "key: %s\n", error.what());
    return 1;
  }
}
