// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "handsight/data/sample.h"
#include "handsight/imaging/polygon.h"

namespace handsight {

/// One annotated outline: what it means and whose side it is.
struct Shape {
  std::uint8_t meaning = kHand;  ///< kHand, kIgnore, or kBackground for a hole
  std::optional<Side> side{};
  std::vector<PolygonPoint> corners{};
};

/// Fills the mask and the map of sides from shapes, later ones over earlier ones, ignore over all.
/// Sides are left empty when no shape names one; hands without a side are kIgnore in it.
void draw_shapes(const std::vector<Shape>& shapes, Sample& sample);

/// Adds every hand shape to the sample's hands with its box.
void add_hands(const std::vector<Shape>& shapes, Sample& sample);

}  // namespace handsight
