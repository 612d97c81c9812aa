// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/hands.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "handsight/core/error.h"
#include "handsight/perception/components.h"

namespace handsight {
namespace {

void check_map(const ProbabilityMap& map) {
  if (map.width < 0 || map.height < 0 ||
      map.values.size() !=
          static_cast<std::size_t>(map.width) * static_cast<std::size_t>(map.height)) {
    fail("hands: expected one probability a pixel, found ", map.values.size(), " for ", map.width,
         " x ", map.height, " pixels");
  }
}

void check_options(const HandsOptions& options) {
  if (!(options.threshold >= 0.0 && options.threshold <= 1.0)) {
    fail("hands: expected a threshold from 0 to 1, found ", options.threshold);
  }
  if (!(options.min_area >= 0.0 && options.min_area <= 1.0)) {
    fail("hands: expected a smallest area from 0 to 1 of the picture, found ", options.min_area);
  }
  if (options.max_hands < 1) fail("hands: expected to keep 1 or more, found ", options.max_hands);
}

// Component indices, largest first.
std::vector<int> chosen(const std::vector<Component>& components, double min_area_px,
                        int max_hands) {
  std::vector<int> order;
  for (std::size_t i = 0; i < components.size(); ++i) {
    if (static_cast<double>(components[i].area) >= min_area_px)
      order.push_back(static_cast<int>(i));
  }
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
    return components[static_cast<std::size_t>(a)].area >
           components[static_cast<std::size_t>(b)].area;
  });
  if (order.size() > static_cast<std::size_t>(max_hands)) {
    order.resize(static_cast<std::size_t>(max_hands));
  }
  return order;
}

}  // namespace

Image threshold_mask(const ProbabilityMap& probability, double threshold) {
  check_map(probability);
  Image mask(probability.width, probability.height, 1, kBackground);
  const auto limit = static_cast<float>(threshold);
  std::transform(probability.values.begin(), probability.values.end(), mask.pixels.begin(),
                 [limit](float value) { return value >= limit ? kHand : kBackground; });
  return mask;
}

std::vector<Hand> find_hands(const ProbabilityMap& probability, const HandsOptions& options) {
  check_options(options);
  const auto components = find_components(threshold_mask(probability, options.threshold));
  const double picture_px = static_cast<double>(probability.values.size());
  const auto order = chosen(components.all, options.min_area * picture_px, options.max_hands);

  constexpr int kDropped = -1;
  std::vector<int> hand_of(components.all.size(), kDropped);
  std::vector<Hand> hands;
  for (const int index : order) {
    const Box& box = components.all[static_cast<std::size_t>(index)].box;
    hand_of[static_cast<std::size_t>(index)] = static_cast<int>(hands.size());
    hands.push_back({.box = box, .mask = Image(box.width, box.height, 1, kBackground)});
  }
  for (const Run& run : components.runs) {
    const int index = hand_of[static_cast<std::size_t>(run.component)];
    if (index == kDropped) continue;
    Hand& hand = hands[static_cast<std::size_t>(index)];
    std::fill_n(hand.mask.at(run.first - hand.box.x, run.y - hand.box.y), run.end - run.first,
                kHand);
    const auto* row = probability.values.data() +
                      static_cast<std::size_t>(run.y) * static_cast<std::size_t>(probability.width);
    for (int x = run.first; x < run.end; ++x) hand.score += static_cast<double>(row[x]);
  }
  for (std::size_t i = 0; i < hands.size(); ++i) {
    hands[i].score /= static_cast<double>(components.all[static_cast<std::size_t>(order[i])].area);
  }
  return hands;
}

}  // namespace handsight
