// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/layer_grids.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "handsight/core/error.h"

namespace handsight {
namespace {

LayerGrid empty_grid(const HandLayers& layers, int size) {
  if (size < 1) fail("layers: expected a grid of at least 1 cell a row, found ", size);
  const int cells = std::min(size, layers.size_px);
  const auto edge = static_cast<float>(layers.size_px) - 0.5F;
  const Vec2 a = layers.frame_from_square * Vec2{-0.5F, -0.5F};
  const Vec2 b = layers.frame_from_square * Vec2{edge, edge};
  // pixel centres are at whole numbers, a Rectangle lies between pixels
  return {.square = {.x = std::min(a.x, b.x) + 0.5,
                     .y = std::min(a.y, b.y) + 0.5,
                     .width = std::abs(b.x - a.x),
                     .height = std::abs(b.y - a.y)},
          .size = cells,
          .cells = std::vector<std::uint16_t>(static_cast<std::size_t>(cells) *
                                              static_cast<std::size_t>(cells))};
}

/// Calls `see(cell, x, y)` with each pixel of the square and the cell that it lies in.
template <class See>
void for_each_pixel(const LayerGrid& grid, const HandLayers& layers, See&& see) {
  const bool is_mirrored = layers.frame_from_square.xx < 0.0;
  for (int y = 0; y < layers.size_px; ++y) {
    const int row = y * grid.size / layers.size_px;
    for (int x = 0; x < layers.size_px; ++x) {
      const int seen = is_mirrored ? layers.size_px - 1 - x : x;
      const int column = seen * grid.size / layers.size_px;
      see(static_cast<std::size_t>(row * grid.size + column), x, y);
    }
  }
}

bool is_on(const Hand& hand, Vec2 place) {
  const float x = std::round(place.x) - static_cast<float>(hand.box.x);
  const float y = std::round(place.y) - static_cast<float>(hand.box.y);
  const bool is_inside = x >= 0.0F && y >= 0.0F && x < static_cast<float>(hand.box.width) &&
                         y < static_cast<float>(hand.box.height);
  return is_inside && *hand.mask.at(static_cast<int>(x), static_cast<int>(y)) != 0;
}

std::size_t pixel_at(const HandLayers& layers, int x, int y) {
  return static_cast<std::size_t>(y) * static_cast<std::size_t>(layers.size_px) +
         static_cast<std::size_t>(x);
}

std::uint16_t rounded_mm(float mm) {
  constexpr float kMost = 65535.0F;
  // 0 would be no depth at all
  return static_cast<std::uint16_t>(std::lround(std::min(kMost, std::max(1.0F, mm))));
}

}  // namespace

LayerGrid depth_grid(const Hand& hand, const HandLayers& layers, int size) {
  if (layers.depth_mm.empty()) fail("layers: the network tells no depth");
  auto grid = empty_grid(layers, size);
  std::vector<float> sums(grid.cells.size());
  std::vector<float> counts(grid.cells.size());
  for_each_pixel(grid, layers, [&](std::size_t cell, int x, int y) {
    const Vec2 place{static_cast<float>(x), static_cast<float>(y)};
    if (!is_on(hand, layers.frame_from_square * place)) return;
    sums[cell] += layers.depth_mm[pixel_at(layers, x, y)];
    counts[cell] += 1.0F;
  });
  for (std::size_t i = 0; i < sums.size(); ++i) {
    if (counts[i] > 0.0F) grid.cells[i] = rounded_mm(sums[i] / counts[i]);
  }
  return grid;
}

LayerGrid part_grid(const HandLayers& layers, int size) {
  if (layers.parts.empty()) fail("layers: the network tells no parts");
  auto grid = empty_grid(layers, size);
  std::vector<float> highest(grid.cells.size());
  const std::size_t plane = pixel_at(layers, 0, layers.size_px);
  for (std::size_t part = 0; part < HandLayers::kClasses; ++part) {
    std::vector<float> logits(grid.cells.size());
    for_each_pixel(grid, layers, [&](std::size_t cell, int x, int y) {
      logits[cell] += layers.parts[part * plane + pixel_at(layers, x, y)];
    });
    for (std::size_t i = 0; i < logits.size(); ++i) {
      if (part > 0 && !(logits[i] > highest[i])) continue;
      highest[i] = logits[i];
      grid.cells[i] = static_cast<std::uint16_t>(part);
    }
  }
  return grid;
}

}  // namespace handsight
