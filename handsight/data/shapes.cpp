// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/shapes.h"

#include <algorithm>

#include "handsight/data/reading.h"

namespace handsight {
namespace {

std::uint8_t side_value(const Shape& shape) {
  if (shape.meaning != kHand) return shape.meaning == kIgnore ? kIgnore : kNoSide;
  if (!shape.side) return kIgnore;
  return *shape.side == Side::kLeft ? kLeftSide : kRightSide;
}

LabelBox box_of(const std::vector<PolygonPoint>& corners) {
  const auto [min_x, max_x] = std::ranges::minmax_element(corners, {}, &PolygonPoint::x);
  const auto [min_y, max_y] = std::ranges::minmax_element(corners, {}, &PolygonPoint::y);
  return {static_cast<float>(min_x->x), static_cast<float>(min_y->y),
          static_cast<float>(max_x->x - min_x->x), static_cast<float>(max_y->y - min_y->y)};
}

}  // namespace

void draw_shapes(const std::vector<Shape>& shapes, Sample& sample) {
  const bool sided = std::ranges::any_of(shapes, [](const Shape& s) { return s.side.has_value(); });
  sample.mask = empty_label(sample.image);
  if (sided) sample.sides = empty_label(sample.image);
  const auto draw = [&](const Shape& shape) {
    fill_polygon(sample.mask, shape.corners, shape.meaning);
    if (sided) fill_polygon(sample.sides, shape.corners, side_value(shape));
  };
  for (const auto& shape : shapes) {
    if (shape.meaning == kIgnore || shape.corners.size() < 3) continue;
    draw(shape);
  }
  for (const auto& shape : shapes) {
    if (shape.meaning == kIgnore) draw(shape);
  }
}

void add_hands(const std::vector<Shape>& shapes, Sample& sample) {
  for (const auto& shape : shapes) {
    if (shape.meaning != kHand || shape.corners.size() < 3) continue;
    sample.hands.push_back({.side = shape.side, .box = box_of(shape.corners)});
  }
}

}  // namespace handsight
