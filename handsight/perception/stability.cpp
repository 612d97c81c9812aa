// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/stability.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "handsight/core/error.h"
#include "handsight/perception/rectangle.h"

namespace handsight {
namespace {

template <class Value>
double mean_of(std::span<const Rectangle> boxes, Value value) {
  double sum = 0.0;
  for (const Rectangle& box : boxes) sum += value(box);
  return sum / static_cast<double>(boxes.size());
}

}  // namespace

double centre_jitter(std::span<const Rectangle> boxes) {
  if (boxes.size() < 2) return 0.0;
  const double x = mean_of(boxes, [](const Rectangle& box) { return centre_x(box); });
  const double y = mean_of(boxes, [](const Rectangle& box) { return centre_y(box); });
  const double variance = mean_of(boxes, [&](const Rectangle& box) {
    return std::pow(centre_x(box) - x, 2.0) + std::pow(centre_y(box) - y, 2.0);
  });
  const double side =
      mean_of(boxes, [](const Rectangle& box) { return std::max(box.width, box.height); });
  return side > 0.0 ? std::sqrt(variance) / side : 0.0;
}

double keypoint_jitter(std::span<const HandKeypoints> frames) {
  if (frames.size() < 2) return 0.0;
  const auto count = static_cast<double>(frames.size());
  double side = 0.0;
  for (const auto& points : frames) {
    const auto [left, right] = std::minmax_element(
        points.begin(), points.end(), [](const auto& a, const auto& b) { return a.x < b.x; });
    const auto [top, bottom] = std::minmax_element(
        points.begin(), points.end(), [](const auto& a, const auto& b) { return a.y < b.y; });
    side += std::max(right->x - left->x, bottom->y - top->y) / count;
  }
  double variance = 0.0;
  for (std::size_t k = 0; k < kKeypointCount; ++k) {
    double x = 0.0;
    double y = 0.0;
    for (const auto& points : frames) {
      x += points[k].x / count;
      y += points[k].y / count;
    }
    for (const auto& points : frames) {
      variance += (std::pow(points[k].x - x, 2.0) + std::pow(points[k].y - y, 2.0)) / count;
    }
  }
  return side > 0.0 ? std::sqrt(variance / static_cast<double>(kKeypointCount)) / side : 0.0;
}

int track_switches(std::span<const std::optional<int>> tracks) {
  int switches = 0;
  std::optional<int> last;
  for (const auto& track : tracks) {
    if (!track) continue;
    if (last && *last != *track) ++switches;
    last = track;
  }
  return switches;
}

double lag_s(std::span<const double> measured, std::span<const double> filtered, double frame_s,
             int max_frames) {
  const auto most = static_cast<std::size_t>(std::max(max_frames, 0));
  if (measured.size() != filtered.size() || measured.size() < most + 2) {
    fail("lag: expected two series of the same length, ", most + 2, " or more, found ",
         measured.size(), " and ", filtered.size());
  }
  std::size_t best = 0;
  double least = std::numeric_limits<double>::max();
  for (std::size_t delay = 0; delay <= most; ++delay) {
    double error = 0.0;
    for (std::size_t i = most; i < filtered.size(); ++i) {
      error += std::pow(filtered[i] - measured[i - delay], 2.0);
    }
    if (error < least) {
      least = error;
      best = delay;
    }
  }
  return static_cast<double>(best) * frame_s;
}

}  // namespace handsight
