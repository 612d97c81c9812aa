// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/matte.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "handsight/core/error.h"

namespace handsight {
namespace {

void check_map(const ProbabilityMap& map, int width, int height) {
  if (map.width < 1 || map.height < 1 || width < 1 || height < 1 ||
      map.values.size() !=
          static_cast<std::size_t>(map.width) * static_cast<std::size_t>(map.height)) {
    fail("matte: expected one probability a pixel and sizes of 1 or more, found ",
         map.values.size(), " for ", map.width, " x ", map.height, " pixels to become ", width,
         " x ", height);
  }
}

void check_frame(const Image& frame, const Image& alpha) {
  if (frame.channels != 3 || alpha.channels != 1 || frame.width != alpha.width ||
      frame.height != alpha.height) {
    fail("matte: expected an RGB frame of the matte's size ", alpha.width, " x ", alpha.height,
         ", found ", frame.width, " x ", frame.height, " with ", frame.channels, " channels");
  }
}

struct Tap {
  int first = 0;
  int second = 0;
  float share = 0.0F;  // of the second
};

std::vector<Tap> taps_of_line(int source_size, int target_size) {
  std::vector<Tap> taps;
  const double ratio = static_cast<double>(source_size) / target_size;
  for (int i = 0; i < target_size; ++i) {
    const double at = std::clamp((i + 0.5) * ratio - 0.5, 0.0, source_size - 1.0);
    const int first = static_cast<int>(at);
    taps.push_back({first, std::min(first + 1, source_size - 1), static_cast<float>(at - first)});
  }
  return taps;
}

// Calls `row` with each row of the enlarged map, from the top.
template <class Row>
void for_each_row(const ProbabilityMap& map, int width, int height, Row row) {
  const auto columns = taps_of_line(map.width, width);
  const auto rows = taps_of_line(map.height, height);
  const auto map_width = static_cast<std::size_t>(map.width);
  std::vector<float> blended(map_width);
  std::vector<float> line(static_cast<std::size_t>(width));
  for (int y = 0; y < height; ++y) {
    const Tap& tap = rows[static_cast<std::size_t>(y)];
    const float* above = map.values.data() + static_cast<std::size_t>(tap.first) * map_width;
    const float* below = map.values.data() + static_cast<std::size_t>(tap.second) * map_width;
    for (std::size_t x = 0; x < map_width; ++x) {
      blended[x] = above[x] + tap.share * (below[x] - above[x]);
    }
    for (std::size_t x = 0; x < line.size(); ++x) {
      const Tap& column = columns[x];
      const float left = blended[static_cast<std::size_t>(column.first)];
      line[x] = left + column.share * (blended[static_cast<std::size_t>(column.second)] - left);
    }
    row(y, line);
  }
}

// Signed distance of each pixel of the map to the edge, in its own pixels, positive inside.
ProbabilityMap edge_distance(const ProbabilityMap& map, double threshold) {
  constexpr float kFar = 8.0F;
  constexpr float kLeastSlope = 0.02F;
  ProbabilityMap distance{.width = map.width, .height = map.height};
  distance.values.resize(map.values.size());
  const auto at = [&](int x, int y) {
    return map.values[static_cast<std::size_t>(std::clamp(y, 0, map.height - 1) * map.width +
                                               std::clamp(x, 0, map.width - 1))];
  };
  for (int y = 0; y < map.height; ++y) {
    for (int x = 0; x < map.width; ++x) {
      const float value = at(x, y) - static_cast<float>(threshold);
      // the steepest side counts: across a sharp edge, differences over two pixels are too small
      const float across = std::max(std::abs(at(x + 1, y) - at(x, y)),  //
                                    std::abs(at(x, y) - at(x - 1, y)));
      const float down = std::max(std::abs(at(x, y + 1) - at(x, y)),  //
                                  std::abs(at(x, y) - at(x, y - 1)));
      const float slope = std::max(std::sqrt(across * across + down * down), kLeastSlope);
      const float pixels = value / slope;
      distance.values[static_cast<std::size_t>(y * map.width + x)] =
          pixels >= -kFar ? std::min(pixels, kFar) : -kFar;  // also where it is no number
    }
  }
  return distance;
}

// Alpha over a distance from -1 to 1 edge widths, in 256 steps.
std::array<std::uint8_t, 257> smooth_steps() {
  std::array<std::uint8_t, 257> steps{};
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const double t = static_cast<double>(i) / 256.0;
    steps[i] = static_cast<std::uint8_t>(std::lround(255.0 * t * t * (3.0 - 2.0 * t)));
  }
  return steps;
}

std::uint8_t blended(int front, int back, int alpha) {
  return static_cast<std::uint8_t>((front * alpha + back * (255 - alpha) + 127) / 255);
}

}  // namespace

ProbabilityMap enlarge(const ProbabilityMap& map, int width, int height) {
  check_map(map, width, height);
  ProbabilityMap enlarged{.width = width, .height = height};
  enlarged.values.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  for_each_row(map, width, height, [&](int, const std::vector<float>& line) {
    enlarged.values.insert(enlarged.values.end(), line.begin(), line.end());
  });
  return enlarged;
}

Image alpha_matte(const ProbabilityMap& map, int width, int height, const MatteOptions& options) {
  check_map(map, width, height);
  Image alpha(width, height, 1, 0);
  const auto steps = smooth_steps();
  const double zoom =
      std::max(static_cast<double>(width) / map.width, static_cast<double>(height) / map.height);
  const auto steps_per_pixel =
      static_cast<float>(256.0 * zoom / std::max(options.feather_px, 1e-3));
  const auto distance = edge_distance(map, options.threshold);
  for_each_row(distance, width, height, [&](int y, const std::vector<float>& line) {
    auto* target = alpha.at(0, y);
    for (std::size_t x = 0; x < line.size(); ++x) {
      const float step = std::clamp(line[x] * steps_per_pixel + 128.0F, 0.0F, 256.0F);
      target[x] = steps[static_cast<std::size_t>(step)];
    }
  });
  return alpha;
}

Image composite(const Image& frame, const Image& alpha, const Image& ground) {
  check_frame(frame, alpha);
  check_frame(ground, alpha);
  Image result(frame.width, frame.height, 3);
  for (std::size_t i = 0; i < alpha.pixels.size(); ++i) {
    for (std::size_t c = 3 * i; c < 3 * i + 3; ++c) {
      result.pixels[c] = blended(frame.pixels[c], ground.pixels[c], alpha.pixels[i]);
    }
  }
  return result;
}

Image keyed_out(const Image& frame, const Image& alpha) {
  check_frame(frame, alpha);
  Image result(frame.width, frame.height, 4, 0);
  for (std::size_t i = 0; i < alpha.pixels.size(); ++i) {
    if (alpha.pixels[i] == 0) continue;
    std::copy_n(frame.pixels.data() + 3 * i, 3, result.pixels.data() + 4 * i);
    result.pixels[4 * i + 3] = alpha.pixels[i];
  }
  return result;
}

}  // namespace handsight
