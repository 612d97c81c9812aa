// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/inference/closer_look.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "handsight/perception/hands.h"

namespace handsight {
namespace {

/// Whole pixels of a picture.
struct Square {
  int left = 0;
  int top = 0;
  int width = 0;
  int height = 0;
};

/// Squares around the hands of the map, cut where the picture ends. Boxes are found on a small map:
/// that of a photograph has millions of pixels.
std::vector<Square> squares_around(const ProbabilityMap& map, const CloserLookOptions& options) {
  constexpr int kLongestPx = 256;
  const int longest = std::max(map.width, map.height);
  const double step = std::max(1.0, static_cast<double>(longest) / kLongestPx);
  const auto small = resized(map, std::max(1, static_cast<int>(std::lround(map.width / step))),
                             std::max(1, static_cast<int>(std::lround(map.height / step))));
  const double step_x = static_cast<double>(map.width) / small.width;
  const double step_y = static_cast<double>(map.height) / small.height;
  std::vector<Square> squares;
  for (const auto& hand : find_hands(small, {.max_hands = std::max(1, options.most_hands)})) {
    const double width = hand.box.width * step_x;
    const double height = hand.box.height * step_y;
    const double side = options.margin * std::max(width, height);
    if (side > options.largest * longest) continue;
    const double left = hand.box.x * step_x + (width - side) / 2;
    const double top = hand.box.y * step_y + (height - side) / 2;
    const int x = std::max(0, static_cast<int>(std::floor(left)));
    const int y = std::max(0, static_cast<int>(std::floor(top)));
    squares.push_back(
        {.left = x,
         .top = y,
         .width = std::min(map.width, static_cast<int>(std::ceil(left + side))) - x,
         .height = std::min(map.height, static_cast<int>(std::ceil(top + side))) - y});
  }
  squares.resize(std::min(squares.size(), static_cast<std::size_t>(options.most_hands)));
  return squares;
}

Image cut(const Image& image, const Square& square) {
  Image part(square.width, square.height, image.channels);
  const auto row =
      static_cast<std::size_t>(square.width) * static_cast<std::size_t>(image.channels);
  for (int y = 0; y < square.height; ++y) {
    std::copy_n(image.at(square.left, square.top + y), row, part.at(0, y));
  }
  return part;
}

/// How much a pixel of a square counts: less towards edges inside the picture, where the network
/// sees half of what surrounds it.
std::vector<float> weights_along(int from, int size, int picture_size, int feather) {
  std::vector<float> weights(static_cast<std::size_t>(size), 1.0F);
  for (int i = 0; i < std::min(size, feather); ++i) {
    const float weight = static_cast<float>(i + 1) / static_cast<float>(feather + 1);
    const auto low = static_cast<std::size_t>(i);
    const auto high = static_cast<std::size_t>(size - 1 - i);
    if (from > 0) weights[low] = std::min(weights[low], weight);
    if (from + size < picture_size) weights[high] = std::min(weights[high], weight);
  }
  return weights;
}

void put(ProbabilityMap& map, const ProbabilityMap& part, const Square& square) {
  const int feather = std::max(square.width, square.height) / 16;
  const auto across = weights_along(square.left, square.width, map.width, feather);
  const auto down = weights_along(square.top, square.height, map.height, feather);
  for (std::size_t y = 0; y < down.size(); ++y) {
    float* const target =
        map.values.data() +
        (static_cast<std::size_t>(square.top) + y) * static_cast<std::size_t>(map.width) +
        static_cast<std::size_t>(square.left);
    const float* const source = part.values.data() + y * across.size();
    for (std::size_t x = 0; x < across.size(); ++x) {
      target[x] += across[x] * down[y] * (source[x] - target[x]);
    }
  }
}

}  // namespace

HandMaps look_closer(const PictureNetwork& network, const Image& image, HandMaps first,
                     const MaskPredictionOptions& prediction, const CloserLookOptions& options) {
  for (const auto& square : squares_around(first.hand, options)) {
    const auto closer = predict_hands(network, cut(image, square), prediction);
    put(first.hand, closer.hand, square);
    if (first.right && closer.right) put(*first.right, *closer.right, square);
  }
  return first;
}

}  // namespace handsight
