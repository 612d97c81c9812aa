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

/// What is to be looked at again.
struct Plan {
  std::vector<Square> squares{};  ///< around small hands, cut where the picture ends
  bool farther = false;           ///< there is a large hand
};

bool meet(const Square& a, const Square& b) {
  return a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height &&
         b.top < a.top + a.height;
}

/// The square around a hand's box, cut where the picture ends.
Square square_around(const Square& box, double margin, const ProbabilityMap& map) {
  const double side = margin * std::max(box.width, box.height);
  const double left = box.left + (box.width - side) / 2;
  const double top = box.top + (box.height - side) / 2;
  const int x = std::max(0, static_cast<int>(std::floor(left)));
  const int y = std::max(0, static_cast<int>(std::floor(top)));
  return {.left = x,
          .top = y,
          .width = std::min(map.width, static_cast<int>(std::ceil(left + side))) - x,
          .height = std::min(map.height, static_cast<int>(std::ceil(top + side))) - y};
}

/// Boxes of the hands in pixels of the map, the largest first. They are found on a smaller one:
/// that of a photograph has millions of pixels.
std::vector<Square> boxes_of(const ProbabilityMap& map, int most) {
  constexpr int kLongestPx = 256;
  const double step =
      std::max(1.0, static_cast<double>(std::max(map.width, map.height)) / kLongestPx);
  const auto small = resized(map, std::max(1, static_cast<int>(std::lround(map.width / step))),
                             std::max(1, static_cast<int>(std::lround(map.height / step))));
  const double step_x = static_cast<double>(map.width) / small.width;
  const double step_y = static_cast<double>(map.height) / small.height;
  std::vector<Square> boxes;
  for (const auto& hand : find_hands(small, {.max_hands = std::max(1, most)})) {
    boxes.push_back({.left = static_cast<int>(hand.box.x * step_x),
                     .top = static_cast<int>(hand.box.y * step_y),
                     .width = static_cast<int>(std::ceil(hand.box.width * step_x)),
                     .height = static_cast<int>(std::ceil(hand.box.height * step_y))});
  }
  return boxes;
}

Plan plan_looks(const ProbabilityMap& map, const CloserLookOptions& options) {
  constexpr double kPiece = 0.3;  // of the area of the box that it lies beside
  const auto area = [](const Square& box) { return static_cast<double>(box.width) * box.height; };
  const int longest = std::max(map.width, map.height);
  const auto boxes = boxes_of(map, options.most_hands);
  Plan plan;
  for (const auto& box : boxes) {
    const int side = std::max(box.width, box.height);
    plan.farther |= side >= options.large * longest;
    const bool few = plan.squares.size() < static_cast<std::size_t>(options.most_hands);
    if (!few || options.margin * side > options.largest * longest) continue;
    const auto square = square_around(box, options.margin, map);
    const bool piece = std::any_of(boxes.begin(), boxes.end(), [&](const Square& other) {
      return area(box) < kPiece * area(other) && meet(square, other);
    });
    if (!piece) plan.squares.push_back(square);
  }
  return plan;
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

void mix(ProbabilityMap& map, const ProbabilityMap& other, double share) {
  for (std::size_t i = 0; i < map.values.size(); ++i) {
    map.values[i] += static_cast<float>(share) * (other.values[i] - map.values[i]);
  }
}

}  // namespace

HandMaps look_closer(const PictureNetwork& network, const Image& image, HandMaps first,
                     const MaskPredictionOptions& prediction, const CloserLookOptions& options) {
  const Plan plan = plan_looks(first.hand, options);
  if (plan.farther) {
    MaskPredictionOptions from_afar = prediction;
    for (auto& scale : from_afar.scales) scale = std::max(0.1, scale * options.farther);
    const auto farther = predict_hands(network, image, from_afar);
    mix(first.hand, farther.hand, options.farther_share);
    if (first.right && farther.right) mix(*first.right, *farther.right, options.farther_share);
  }
  for (const auto& square : plan.squares) {
    const auto closer = predict_hands(network, cut(image, square), prediction);
    put(first.hand, closer.hand, square);
    if (first.right && closer.right) put(*first.right, *closer.right, square);
  }
  return first;
}

}  // namespace handsight
