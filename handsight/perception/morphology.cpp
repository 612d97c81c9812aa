// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/morphology.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "handsight/core/error.h"
#include "handsight/perception/components.h"

namespace handsight {
namespace {

void check(const Image& mask) {
  if (mask.channels != 1 || mask.pixels.size() != mask.pixel_count()) {
    fail("morphology: expected a mask of 1 channel, found ", mask.channels);
  }
}

// Neighbours beyond the edge are left out, which is what the header says of both operations.
template <class Combine>
Image over_neighbours(const Image& mask, Combine combine) {
  check(mask);
  Image across(mask.width, mask.height, 1);
  for (int y = 0; y < mask.height; ++y) {
    const auto* row = mask.at(0, y);
    auto* target = across.at(0, y);
    for (int x = 0; x < mask.width; ++x) {
      bool value = row[x] != 0;
      if (x > 0) value = combine(value, row[x - 1] != 0);
      if (x + 1 < mask.width) value = combine(value, row[x + 1] != 0);
      target[x] = value ? 1 : 0;
    }
  }
  Image around = across;
  for (int y = 0; y < mask.height; ++y) {
    auto* target = around.at(0, y);
    for (const int neighbour : {y - 1, y + 1}) {
      if (neighbour < 0 || neighbour >= mask.height) continue;
      const auto* row = across.at(0, neighbour);
      for (int x = 0; x < mask.width; ++x) target[x] = combine(target[x] != 0, row[x] != 0) ? 1 : 0;
    }
  }
  return around;
}

}  // namespace

Image erode(const Image& mask) {
  return over_neighbours(mask, [](bool a, bool b) { return a && b; });
}
Image dilate(const Image& mask) {
  return over_neighbours(mask, [](bool a, bool b) { return a || b; });
}
Image closed(const Image& mask) {
  check(mask);
  // on a larger canvas, or the gap between a region and the edge of the picture would close too
  constexpr int kMargin = 2;
  Image canvas(mask.width + 2 * kMargin, mask.height + 2 * kMargin, 1);
  for (int y = 0; y < mask.height; ++y) {
    std::copy_n(mask.at(0, y), mask.width, canvas.at(kMargin, y + kMargin));
  }
  canvas = erode(dilate(canvas));
  Image result(mask.width, mask.height, 1);
  for (int y = 0; y < mask.height; ++y) {
    std::copy_n(canvas.at(kMargin, y + kMargin), mask.width, result.at(0, y));
  }
  return result;
}

Image without_specks(const Image& mask) {
  const Image core = erode(mask);
  const auto found = find_components(mask);
  std::vector<bool> thick(found.all.size(), false);
  for (const Run& run : found.runs) {
    const auto* row = core.at(run.first, run.y);
    if (std::any_of(row, row + (run.end - run.first), [](auto value) { return value != 0; })) {
      thick[static_cast<std::size_t>(run.component)] = true;
    }
  }
  Image kept(mask.width, mask.height, 1, 0);
  for (const Run& run : found.runs) {
    if (!thick[static_cast<std::size_t>(run.component)]) continue;
    std::fill_n(kept.at(run.first, run.y), run.end - run.first, std::uint8_t{1});
  }
  return kept;
}

std::vector<float> distance_inside(const Image& mask) {
  check(mask);
  constexpr int kStraight = 3;
  constexpr int kDiagonal = 4;
  const int width = mask.width + 2;  // a frame of background
  const int height = mask.height + 2;
  std::vector<int> thirds(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), 0);
  const auto at = [&](int x, int y) -> int& {
    return thirds[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                  static_cast<std::size_t>(x)];
  };
  for (int y = 1; y < height - 1; ++y) {
    for (int x = 1; x < width - 1; ++x) {
      if (*mask.at(x - 1, y - 1) == 0) continue;
      at(x, y) = std::min({at(x - 1, y) + kStraight, at(x, y - 1) + kStraight,
                           at(x - 1, y - 1) + kDiagonal, at(x + 1, y - 1) + kDiagonal});
    }
  }
  for (int y = height - 2; y > 0; --y) {
    for (int x = width - 2; x > 0; --x) {
      at(x, y) = std::min({at(x, y), at(x + 1, y) + kStraight, at(x, y + 1) + kStraight,
                           at(x + 1, y + 1) + kDiagonal, at(x - 1, y + 1) + kDiagonal});
    }
  }
  std::vector<float> distance;
  distance.reserve(mask.pixels.size());
  for (int y = 1; y < height - 1; ++y) {
    for (int x = 1; x < width - 1; ++x) {
      distance.push_back(static_cast<float>(at(x, y)) / static_cast<float>(kStraight));
    }
  }
  return distance;
}

}  // namespace handsight
