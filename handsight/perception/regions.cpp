// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/regions.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

#include "handsight/core/error.h"
#include "handsight/perception/components.h"
#include "handsight/perception/hands.h"
#include "handsight/perception/morphology.h"
#include "handsight/perception/rectangle.h"

namespace handsight {
namespace {

constexpr int kDropped = -1;

// A hand in the making: components that belong together.
struct Group {
  Rectangle box{};
  double area = 0.0;
};

Rectangle joined(const Rectangle& a, const Rectangle& b) {
  const double left = std::min(a.x, b.x);
  const double top = std::min(a.y, b.y);
  return {left, top, std::max(a.x + a.width, b.x + b.width) - left,
          std::max(a.y + a.height, b.y + b.height) - top};
}

// 0 when the boxes touch or overlap.
double gap_between(const Rectangle& a, const Rectangle& b) {
  const double across = std::max({a.x - b.x - b.width, b.x - a.x - a.width, 0.0});
  const double down = std::max({a.y - b.y - b.height, b.y - a.y - a.height, 0.0});
  return std::max(across, down);
}

std::vector<std::size_t> by_area(const std::vector<Component>& components) {
  std::vector<std::size_t> order(components.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return components[a].area > components[b].area;
  });
  return order;
}

struct Groups {
  std::vector<Group> all{};
  std::vector<int> of_component{};
};

Groups all_apart(const std::vector<Component>& components) {
  Groups groups;
  groups.of_component.assign(components.size(), kDropped);
  for (const auto i : by_area(components)) {
    groups.of_component[i] = static_cast<int>(groups.all.size());
    groups.all.push_back(
        {rectangle_of(components[i].box), static_cast<double>(components[i].area)});
  }
  return groups;
}

Groups merged_and_sifted(const std::vector<Component>& components, const Image& mask,
                         const RegionOptions& options) {
  const double longest_px = std::max(mask.width, mask.height);
  const double picture_px = static_cast<double>(mask.pixel_count());
  Groups groups;
  groups.of_component.assign(components.size(), kDropped);
  for (const auto i : by_area(components)) {
    const Rectangle box = rectangle_of(components[i].box);
    const auto size = static_cast<double>(components[i].area);
    const bool small =
        !groups.all.empty() && size < options.min_relative_area * groups.all.front().area;
    if (small) {
      const auto near = std::find_if(groups.all.begin(), groups.all.end(), [&](const Group& group) {
        return gap_between(group.box, box) < options.merge_gap * longest_px;
      });
      if (near == groups.all.end()) continue;
      near->box = joined(near->box, box);
      near->area += size;
      groups.of_component[i] = static_cast<int>(near - groups.all.begin());
    } else if (size >= options.min_area * picture_px &&
               std::max(box.width, box.height) >= options.min_side * longest_px &&
               groups.all.size() < static_cast<std::size_t>(options.max_hands)) {
      groups.of_component[i] = static_cast<int>(groups.all.size());
      groups.all.push_back({box, size});
    }
  }
  return groups;
}

std::vector<Hand> hands_of(const Components& found, const Groups& groups,
                           const ProbabilityMap& probability) {
  std::vector<Hand> hands;
  for (const Group& group : groups.all) {
    const Box box{static_cast<int>(group.box.x), static_cast<int>(group.box.y),
                  static_cast<int>(group.box.width), static_cast<int>(group.box.height)};
    hands.push_back({.box = box, .mask = Image(box.width, box.height, 1, kBackground)});
  }
  for (const Run& run : found.runs) {
    const int index = groups.of_component[static_cast<std::size_t>(run.component)];
    if (index == kDropped) continue;
    Hand& hand = hands[static_cast<std::size_t>(index)];
    std::fill_n(hand.mask.at(run.first - hand.box.x, run.y - hand.box.y), run.end - run.first,
                kHand);
    const auto* row = probability.values.data() +
                      static_cast<std::size_t>(run.y) * static_cast<std::size_t>(probability.width);
    for (int x = run.first; x < run.end; ++x) hand.score += static_cast<double>(row[x]);
  }
  for (std::size_t i = 0; i < hands.size(); ++i) hands[i].score /= groups.all[i].area;
  return hands;
}

}  // namespace

Image hysteresis_mask(const ProbabilityMap& probability, const HysteresisOptions& options) {
  if (!options.enabled) return threshold_mask(probability, 0.5);
  Image mask = threshold_mask(probability, options.grow);
  const auto found = find_components(mask);
  std::vector<bool> reaches(found.all.size(), false);
  const auto row_of = [&](const Run& run) {
    return probability.values.data() +
           static_cast<std::size_t>(run.y) * static_cast<std::size_t>(probability.width);
  };
  const auto seed = static_cast<float>(options.seed);
  for (const Run& run : found.runs) {
    const auto* row = row_of(run);
    if (std::any_of(row + run.first, row + run.end, [seed](float p) { return p >= seed; })) {
      reaches[static_cast<std::size_t>(run.component)] = true;
    }
  }
  for (const Run& run : found.runs) {
    if (reaches[static_cast<std::size_t>(run.component)]) continue;
    std::fill_n(mask.at(run.first, run.y), run.end - run.first, kBackground);
  }
  return mask;
}

std::vector<Hand> find_regions(const Image& mask, const ProbabilityMap& probability,
                               const RegionOptions& options) {
  if (mask.width != probability.width || mask.height != probability.height ||
      probability.values.size() != mask.pixel_count()) {
    fail("regions: expected a mask of the map's size ", probability.width, " x ",
         probability.height, ", found ", mask.width, " x ", mask.height);
  }
  const auto found = find_components(
      options.enabled && options.smooth_edges ? closed(without_specks(mask)) : mask);
  const auto groups =
      options.enabled ? merged_and_sifted(found.all, mask, options) : all_apart(found.all);
  return hands_of(found, groups, probability);
}

}  // namespace handsight
