// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "handsight/perception/hand.h"

namespace handsight {

[[nodiscard]] constexpr Rectangle rectangle_of(const Box& box) {
  return {static_cast<double>(box.x), static_cast<double>(box.y), static_cast<double>(box.width),
          static_cast<double>(box.height)};
}
[[nodiscard]] constexpr double centre_x(const Rectangle& r) { return r.x + r.width / 2.0; }
[[nodiscard]] constexpr double centre_y(const Rectangle& r) { return r.y + r.height / 2.0; }
[[nodiscard]] constexpr double area(const Rectangle& r) { return r.width * r.height; }

[[nodiscard]] constexpr Rectangle intersection(const Rectangle& a, const Rectangle& b) {
  const double left = std::max(a.x, b.x);
  const double top = std::max(a.y, b.y);
  return {left, top, std::max(0.0, std::min(a.x + a.width, b.x + b.width) - left),
          std::max(0.0, std::min(a.y + a.height, b.y + b.height) - top)};
}

/// Intersection over union, in [0, 1]; 0 when both are empty.
[[nodiscard]] constexpr double iou(const Rectangle& a, const Rectangle& b) {
  const double common = area(intersection(a, b));
  const double all = area(a) + area(b) - common;
  return all > 0.0 ? common / all : 0.0;
}

[[nodiscard]] constexpr Rectangle scaled(const Rectangle& r, double factor_x, double factor_y) {
  return {r.x * factor_x, r.y * factor_y, r.width * factor_x, r.height * factor_y};
}

}  // namespace handsight
