// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/stray_parts.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "handsight/perception/components.h"
#include "handsight/perception/part_regions.h"

namespace handsight {
namespace {

/// Of the logits of each pixel's parts the largest.
std::vector<float> largest_logits(const HandLayers& layers, std::size_t pixels) {
  std::vector<float> largest(layers.parts.begin() + static_cast<std::ptrdiff_t>(pixels),
                             layers.parts.begin() + static_cast<std::ptrdiff_t>(2 * pixels));
  for (std::size_t i = 2 * pixels; i < layers.parts.size(); ++i) {
    largest[i % pixels] = std::max(largest[i % pixels], layers.parts[i]);
  }
  return largest;
}

}  // namespace

void drop_stray_parts(HandLayers& layers, const Hand& hand) {
  const auto size = static_cast<std::size_t>(layers.size_px);
  const auto largest = largest_logits(layers, size * size);
  Image parts(layers.size_px, layers.size_px, 1);
  for (std::size_t i = 0; i < largest.size(); ++i) {
    parts.pixels[i] = largest[i] > layers.parts[i] ? 1 : 0;
  }
  const auto components = find_components(parts);
  std::vector<bool> is_reached(components.all.size(), false);
  for (const auto& run : components.runs) {
    const auto component = static_cast<std::size_t>(run.component);
    for (int x = run.first; x < run.end && !is_reached[component]; ++x) {
      const Vec2 place{static_cast<float>(x), static_cast<float>(run.y)};
      is_reached[component] = is_seen_at(hand, layers.frame_from_square * place);
    }
  }
  if (std::ranges::find(is_reached, true) == is_reached.end()) return;
  for (const auto& run : components.runs) {
    if (is_reached[static_cast<std::size_t>(run.component)]) continue;
    for (int x = run.first; x < run.end; ++x) {
      const auto i = static_cast<std::size_t>(run.y) * size + static_cast<std::size_t>(x);
      layers.parts[i] = largest[i] + 1.0F;
    }
  }
}

}  // namespace handsight
