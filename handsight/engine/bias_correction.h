// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "handsight/engine/graph.h"

namespace handsight::engine {

/// Means over what a convolution reads, channel by channel: the values and what their codes say.
class ChannelMeans {
 public:
  /// values  N C H W
  void add(const Shape& shape, std::span<const float> values, const Quantization& quantization);

  [[nodiscard]] double plain(std::size_t channel) const { return plain_.at(channel) / count_; }
  [[nodiscard]] double coded(std::size_t channel) const { return coded_.at(channel) / count_; }

 private:
  std::vector<double> plain_{};  // sums
  std::vector<double> coded_{};
  double count_ = 0.0;  // values a channel
};

/// How much the mean of each output channel of a convolution grows when its weights and its input
/// are rounded: errors that do not cancel out, and shift every later layer. What the borders pad is
/// left out of account (Nagel et al., Data-Free Quantization, ICCV 2019, section 4.2, with means
/// that were measured).
///
/// plain, coded  weights, O I/groups H W, as they are and as their codes say
[[nodiscard]] std::vector<double> mean_shifts(const Shape& shape, std::span<const float> plain,
                                              std::span<const float> coded, std::int64_t groups,
                                              const ChannelMeans& input);

}  // namespace handsight::engine
