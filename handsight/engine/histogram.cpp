// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/histogram.h"

#include <algorithm>
#include <cmath>

namespace handsight::engine {

void MagnitudeHistogram::grow(float magnitude) {
  if (limit_ == 0.0F) limit_ = magnitude;
  while (limit_ < magnitude) {
    for (std::size_t i = 0; i < kBins; ++i) {
      const std::uint64_t pair = 2 * i < kBins ? counts_[2 * i] + counts_[2 * i + 1] : 0;
      counts_[i] = pair;
    }
    limit_ *= 2.0F;
  }
}

void MagnitudeHistogram::add(std::span<const float> values) {
  for (const float value : values) {
    if (!std::isfinite(value)) continue;
    const float magnitude = std::fabs(value);
    has_negative_ = has_negative_ || value < 0.0F;
    if (magnitude == 0.0F) continue;  // exact in any code
    largest_ = std::max(largest_, magnitude);
    if (magnitude > limit_) grow(magnitude);
    const auto bin = static_cast<std::size_t>(magnitude / limit_ * static_cast<float>(kBins));
    ++counts_[std::min(bin, kBins - 1)];
  }
}

MagnitudeHistogram::Range MagnitudeHistogram::best_range(int levels, double clipping_weight) const {
  Range best{.limit = largest_};
  double least = -1.0;
  const double width = static_cast<double>(limit_) / static_cast<double>(kBins);
  double square = 0.0;
  for (std::size_t i = 0; i < kBins; ++i) {
    const double x = (static_cast<double>(i) + 0.5) * width;
    square += static_cast<double>(counts_[i]) * x * x;
  }
  constexpr std::size_t kFirst = kBins / 16, kStep = 8;
  for (std::size_t end = kFirst; end <= kBins && square > 0.0; end += kStep) {
    const double limit = static_cast<double>(end) * width;
    const double step = limit / levels;
    double error = 0.0;
    for (std::size_t i = 0; i < kBins; ++i) {
      const double x = (static_cast<double>(i) + 0.5) * width;
      // A step of a uniform code makes a mean squared error of step^2 / 12.
      const double each = i < end ? std::min(step * step / 12.0, x * x)
                                  : clipping_weight * (x - limit) * (x - limit);
      error += static_cast<double>(counts_[i]) * each;
    }
    if (least < 0.0 || error < least) {
      least = error;
      best = {static_cast<float>(std::min(limit, static_cast<double>(largest_))),
              std::sqrt(error / square)};
    }
  }
  return best;
}

}  // namespace handsight::engine
