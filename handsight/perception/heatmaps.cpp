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

struct Place {
  double x = 0.0;
  double y = 0.0;
};

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

/// A map of weights and sums over parts of it.
class WeightMap {
 public:
  WeightMap(std::span<const float> map, int width, int height)
      : weights_(softmax_weights(map)), width_(width), height_(height) {}

  [[nodiscard]] Moments all() const {
    Moments all;
    for (int y = 0; y < height_; ++y) {
      for (int x = 0; x < width_; ++x) all.add(weight(x, y), x, y);
    }
    return all;
  }

  /// Middle of the square of 2 reach + 1 pixels that holds the most; `preferred` where the square
  /// around it holds as much.
  [[nodiscard]] Place heaviest_square(int reach, Place preferred) const {
    const auto sums = integral();
    const auto held_around = [&](int x, int y) {
      const int left = std::max(0, x - reach), right = std::min(width_, x + reach + 1);
      const int top = std::max(0, y - reach), bottom = std::min(height_, y + reach + 1);
      return sums[corner(right, bottom)] - sums[corner(left, bottom)] - sums[corner(right, top)] +
             sums[corner(left, top)];
    };
    Place best;
    double most = -1.0;
    for (int y = 0; y < height_; ++y) {
      for (int x = 0; x < width_; ++x) {
        const double held = held_around(x, y);
        if (held <= most) continue;
        most = held;
        best = {static_cast<double>(x), static_cast<double>(y)};
      }
    }
    const auto held = held_around(static_cast<int>(std::lround(preferred.x)),
                                  static_cast<int>(std::lround(preferred.y)));
    return held >= most * (1.0 - kSame) ? preferred : best;
  }

  [[nodiscard]] Moments disc(Place middle, double radius) const {
    Moments inside;
    const auto first = [radius](double at) {
      return std::max(0, static_cast<int>(std::ceil(at - radius)));
    };
    const auto last = [radius](double at, int size) {
      return std::min(size - 1, static_cast<int>(std::floor(at + radius)));
    };
    for (int y = first(middle.y); y <= last(middle.y, height_); ++y) {
      for (int x = first(middle.x); x <= last(middle.x, width_); ++x) {
        if (std::hypot(x - middle.x, y - middle.y) > radius) continue;
        inside.add(weight(x, y), x, y);
      }
    }
    return inside;
  }

 private:
  static constexpr double kSame = 1e-9;  // rounding of sums

  [[nodiscard]] double weight(int x, int y) const {
    return weights_[static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) +
                    static_cast<std::size_t>(x)];
  }
  /// Of the corner above and left of a pixel, in the map of corners.
  [[nodiscard]] std::size_t corner(int x, int y) const {
    return static_cast<std::size_t>(y) * (static_cast<std::size_t>(width_) + 1) +
           static_cast<std::size_t>(x);
  }
  /// What lies above and left of each corner.
  [[nodiscard]] std::vector<double> integral() const {
    std::vector<double> sums(corner(0, height_ + 1), 0.0);
    for (int y = 0; y < height_; ++y) {
      double row = 0.0;
      for (int x = 0; x < width_; ++x) {
        row += weight(x, y);
        sums[corner(x + 1, y + 1)] = sums[corner(x + 1, y)] + row;
      }
    }
    return sums;
  }

  std::vector<float> weights_;
  int width_;
  int height_;
};

// Shares of the map's longer side, the best of those tried for hand-pose on handgraph_dev.
constexpr double kSquare = 0.19;
constexpr double kWide = 0.16;
constexpr double kNarrow = 0.0625;
constexpr double kNear = 0.04;

/// The mean around where most of the map lies.
Place place_of_most(const WeightMap& weights, const Moments& all, double side) {
  constexpr int kSteps = 3;
  Place place = weights.heaviest_square(static_cast<int>(std::lround(kSquare * side / 2.0)),
                                        {all.sum_x / all.sum, all.sum_y / all.sum});
  for (const double radius : {kWide * side, std::max(1.0, kNarrow * side)}) {
    for (int step = 0; step < kSteps; ++step) {
      const auto around = weights.disc(place, radius);
      if (around.sum > 0.0) place = {around.sum_x / around.sum, around.sum_y / around.sum};
    }
  }
  return place;
}

HandKeypoint decode_mean(std::span<const float> map, int width, int height, bool steady) {
  const WeightMap weights(map, width, height);
  const auto all = weights.all();
  if (!std::isfinite(all.sum)) return {.x = NAN, .y = NAN};
  const double side = std::max(width, height);
  const auto place =
      steady ? Place{all.sum_x / all.sum, all.sum_y / all.sum} : place_of_most(weights, all, side);
  const double near = weights.disc(place, kNear * side).sum;
  return {.x = place.x, .y = place.y, .confidence = std::clamp(near / all.sum, 0.0, 1.0)};
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
                           ? decode_mean(map, width, height, options.steady)
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
