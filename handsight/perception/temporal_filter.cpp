// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/temporal_filter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <utility>

#include "handsight/core/error.h"

namespace handsight {
namespace {

constexpr double kReferenceRate = 30.0;  // frames a second that `memory` is given for

bool same_size(const Image& a, const Image& b) {
  return a.width == b.width && a.height == b.height;
}

// Sum over each 3 x 3 square, edges repeated, of the change between two pictures.
std::vector<int> change_around(const Image& a, const Image& b) {
  const int width = a.width;
  const int height = a.height;
  std::vector<int> across(a.pixels.size());
  std::vector<int> around(a.pixels.size());
  const auto index = [width](int x, int y) {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
           static_cast<std::size_t>(x);
  };
  const auto change = [&](int x, int y) {
    return std::abs(static_cast<int>(*a.at(x, y)) - static_cast<int>(*b.at(x, y)));
  };
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      across[index(x, y)] =
          change(std::max(x - 1, 0), y) + change(x, y) + change(std::min(x + 1, width - 1), y);
    }
  }
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      around[index(x, y)] = across[index(x, std::max(y - 1, 0))] + across[index(x, y)] +
                            across[index(x, std::min(y + 1, height - 1))];
    }
  }
  return around;
}

using Histogram = std::array<double, 16>;

Histogram histogram_of(const Image& luma) {
  Histogram histogram{};
  for (const auto value : luma.pixels) histogram[value / 16U] += 1.0;
  for (auto& count : histogram) count /= static_cast<double>(luma.pixels.size());
  return histogram;
}

double overlap_of(const Histogram& a, const Histogram& b) {
  double common = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) common += std::min(a[i], b[i]);
  return common;
}

double mean_change(const Image& a, const Image& b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) {
    sum += std::abs(static_cast<int>(a.pixels[i]) - static_cast<int>(b.pixels[i]));
  }
  return sum / static_cast<double>(a.pixels.size());
}

}  // namespace

Image luma_of(const Image& rgb) {
  if (rgb.channels != 3) fail("luma: expected 3 channels, found ", rgb.channels);
  Image luma(rgb.width, rgb.height, 1);
  for (std::size_t i = 0; i < luma.pixels.size(); ++i) {
    const auto* pixel = rgb.pixels.data() + i * 3;
    luma.pixels[i] =
        static_cast<std::uint8_t>((77 * pixel[0] + 150 * pixel[1] + 29 * pixel[2] + 128) / 256);
  }
  return luma;
}

ProbabilityMap TemporalFilter::update(ProbabilityMap probability, const Image& luma,
                                      double time_s) {
  if (luma.channels != 1 || luma.width != probability.width || luma.height != probability.height ||
      probability.values.size() != luma.pixels.size()) {
    fail("temporal filter: expected brightness of the map's size ", probability.width, " x ",
         probability.height, ", found ", luma.width, " x ", luma.height, " with ", luma.channels,
         " channels");
  }
  if (!options_.enabled) return probability;
  const double elapsed_s = past_ ? time_s - past_->time_s : 0.0;
  if (past_ && same_size(past_->luma, luma) && elapsed_s > 0.0 && elapsed_s <= options_.forget_s) {
    const double memory = std::pow(options_.memory, kReferenceRate * elapsed_s);
    const auto change = change_around(past_->luma, luma);
    const double width = std::max(options_.moving - options_.still, 1e-6);
    for (std::size_t i = 0; i < change.size(); ++i) {
      const double gate = std::clamp((change[i] / 9.0 - options_.still) / width, 0.0, 1.0);
      const auto weight = static_cast<float>(memory * (1.0 - gate));
      float& value = probability.values[i];
      value += weight * (past_->probability.values[i] - value);
    }
  }
  past_ = Past{.probability = probability, .luma = luma, .time_s = time_s};
  return probability;
}

bool CutDetector::is_cut(const Image& luma) {
  const Image past = std::exchange(past_, luma);
  if (!options_.enabled || past.empty() || luma.empty()) return false;
  if (!same_size(past, luma)) return true;
  return mean_change(past, luma) >= options_.change &&
         overlap_of(histogram_of(past), histogram_of(luma)) <= options_.overlap;
}

}  // namespace handsight
