// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace handsight::engine {

/// How often magnitudes of a tensor fell into equal bins, from 0 to a limit that doubles when it
/// has to.
class MagnitudeHistogram {
 public:
  void add(std::span<const float> values);

  [[nodiscard]] bool has_negative() const { return has_negative_; }
  [[nodiscard]] float largest() const { return largest_; }

  /// A range, and the mean squared error that `levels` steps over it make of the values seen, as a
  /// share of their mean square.
  struct Range {
    float limit = 0.0F;
    double relative_error = 0.0;  ///< square root of the share
  };
  /// The range [0, limit] with the least squared error, cut-off values weighed by
  /// `clipping_weight`.
  [[nodiscard]] Range best_range(int levels, double clipping_weight) const;

 private:
  void grow(float magnitude);

  static constexpr std::size_t kBins = 2048;
  std::vector<std::uint64_t> counts_ = std::vector<std::uint64_t>(kBins, 0);
  float limit_ = 0.0F;
  float largest_ = 0.0F;
  bool has_negative_ = false;
};

}  // namespace handsight::engine
