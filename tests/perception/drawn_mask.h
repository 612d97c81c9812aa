// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "handsight/core/image.h"
#include "handsight/perception/hand.h"

namespace handsight::testing {

/// A mask from rows of text: '#' is set.
inline Image drawn(const std::vector<std::string>& rows) {
  Image mask(static_cast<int>(rows.front().size()), static_cast<int>(rows.size()), 1);
  for (int y = 0; y < mask.height; ++y) {
    for (int x = 0; x < mask.width; ++x) {
      const auto& row = rows[static_cast<std::size_t>(y)];
      *mask.at(x, y) = row[static_cast<std::size_t>(x)] == '#' ? 1 : 0;
    }
  }
  return mask;
}

inline ProbabilityMap map_of(const Image& mask, float inside, float outside) {
  ProbabilityMap map{.width = mask.width, .height = mask.height, .values = {}};
  for (const auto value : mask.pixels) map.values.push_back(value != 0 ? inside : outside);
  return map;
}

/// A full disc, in a picture of the given size.
struct Disc {
  double x = 0.0;
  double y = 0.0;
  double radius = 0.0;
};
inline Image discs(int width, int height, const std::vector<Disc>& all) {
  Image mask(width, height, 1);
  for (const Disc& disc : all) {
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        const double dx = x - disc.x;
        const double dy = y - disc.y;
        if (dx * dx + dy * dy <= disc.radius * disc.radius) *mask.at(x, y) = 1;
      }
    }
  }
  return mask;
}

/// A hand whose mask fills its box.
inline Hand full_hand(const Box& box) {
  return {.box = box, .score = 0.9, .mask = Image(box.width, box.height, 1, 1)};
}

}  // namespace handsight::testing
