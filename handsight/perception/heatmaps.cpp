// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/heatmaps.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "handsight/core/error.h"

namespace handsight {
namespace {

/// Weighted places, summed up.
struct Moments {
  double sum = 0.0;
  double sum_x = 0.0;
  double sum_y = 0.0;

  void add(double weight, int x, int y) {
    sum += weight;
    sum_x += weight * x;
    sum_y += weight * y;
  }
};

HandKeypoint decode_peak(std::span<const float> map, int width, int height, int window) {
  const auto peak = static_cast<int>(std::max_element(map.begin(), map.end()) - map.begin());
  const int peak_x = peak % width;
  const int peak_y = peak / width;
  const int reach_x = std::min({window / 2, peak_x, width - 1 - peak_x});
  const int reach_y = std::min({window / 2, peak_y, height - 1 - peak_y});
  Moments around;
  for (int y = peak_y - reach_y; y <= peak_y + reach_y; ++y) {
    for (int x = peak_x - reach_x; x <= peak_x + reach_x; ++x) {
      around.add(std::max(0.0F, map[static_cast<std::size_t>(y * width + x)]), x, y);
    }
  }
  return {
      .x = around.sum > 0.0 ? around.sum_x / around.sum : peak_x,
      .y = around.sum > 0.0 ? around.sum_y / around.sum : peak_y,
      .confidence = std::clamp(static_cast<double>(map[static_cast<std::size_t>(peak)]), 0.0, 1.0)};
}

/// exp(map - its largest value).
std::vector<float> softmax_weights(std::span<const float> map) {
  // what lies below adds up to less than 1/10000 of the largest value, even on maps of 200 x 200,
  // and most of a map lies below
  constexpr float kFloor = -20.0F;
  const float largest = *std::max_element(map.begin(), map.end());
  std::vector<float> weights(map.size());
  std::transform(map.begin(), map.end(), weights.begin(), [largest](float value) {
    const float below = value - largest;
    return below < kFloor ? 0.0F : std::exp(below);
  });
  return weights;
}

HandKeypoint decode_mean(std::span<const float> map, int width, int height) {
  constexpr double kNear = 0.04;  // of the longer side
  const auto weights = softmax_weights(map);
  Moments all;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) all.add(weights[static_cast<std::size_t>(y * width + x)], x, y);
  }
  const double mean_x = all.sum_x / all.sum;
  const double mean_y = all.sum_y / all.sum;
  if (!std::isfinite(mean_x) || !std::isfinite(mean_y)) return {.x = NAN, .y = NAN};
  const double near_px = kNear * std::max(width, height);
  double near = 0.0;
  const auto first = [near_px](double mean) {
    return std::max(0, static_cast<int>(std::ceil(mean - near_px)));
  };
  const auto last = [near_px](double mean, int size) {
    return std::min(size - 1, static_cast<int>(std::floor(mean + near_px)));
  };
  for (int y = first(mean_y); y <= last(mean_y, height); ++y) {
    for (int x = first(mean_x); x <= last(mean_x, width); ++x) {
      if (std::hypot(x - mean_x, y - mean_y) > near_px) continue;
      near += static_cast<double>(weights[static_cast<std::size_t>(y * width + x)]);
    }
  }
  return {.x = mean_x, .y = mean_y, .confidence = std::clamp(near / all.sum, 0.0, 1.0)};
}

std::size_t size_of(int width, int height) {
  return static_cast<std::size_t>(std::max(width, 0)) *
         static_cast<std::size_t>(std::max(height, 0));
}

}  // namespace

HandKeypoint decode_heatmap(std::span<const float> map, int width, int height,
                            const DecodeOptions& options) {
  if (map.empty() || map.size() != size_of(width, height)) {
    fail("heat map: expected ", height, " x ", width, " values, found ", map.size());
  }
  HandKeypoint point = options.decoding == HeatmapDecoding::kMean
                           ? decode_mean(map, width, height)
                           : decode_peak(map, width, height, options.window);
  if (!std::isfinite(point.x) || !std::isfinite(point.y) || !std::isfinite(point.confidence)) {
    point = {.x = (width - 1) / 2.0, .y = (height - 1) / 2.0};
  }
  point.state = point.confidence >= options.min_confidence ? KeypointState::kVisible
                                                           : KeypointState::kOccluded;
  return point;
}

HandKeypoints decode_heatmaps(std::span<const float> maps, int width, int height,
                              const DecodeOptions& options) {
  const auto map_size = size_of(width, height);
  if (map_size == 0 || maps.size() != kKeypointCount * map_size) {
    fail("heat maps: expected ", kKeypointCount, " x ", height, " x ", width, " values, found ",
         maps.size());
  }
  HandKeypoints keypoints{};
  for (std::size_t k = 0; k < kKeypointCount; ++k) {
    keypoints[k] = decode_heatmap(maps.subspan(k * map_size, map_size), width, height, options);
  }
  return keypoints;
}

}  // namespace handsight
