// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/bias_correction.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace handsight::engine {
namespace {

float round_trip(float value, const Quantization& quantization) {
  const bool is_signed = quantization.dtype == DType::kI8;
  const float code = std::clamp(std::nearbyint(value / quantization.scale),
                                is_signed ? -128.0F : 0.0F, is_signed ? 127.0F : 255.0F);
  return code * quantization.scale;
}

double sum_of(std::span<const float> values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

}  // namespace

void ChannelMeans::add(const Shape& shape, std::span<const float> values,
                       const Quantization& quantization) {
  const auto channels = static_cast<std::size_t>(shape.at(1));
  plain_.resize(channels);
  coded_.resize(channels);
  const std::size_t pixels = values.size() / (channels * static_cast<std::size_t>(shape.at(0)));
  for (std::size_t plane = 0; plane * pixels < values.size(); ++plane) {
    const auto part = values.subspan(plane * pixels, pixels);
    plain_[plane % channels] += sum_of(part);
    for (const float value : part) {
      coded_[plane % channels] += static_cast<double>(round_trip(value, quantization));
    }
  }
  count_ += static_cast<double>(values.size() / channels);
}

std::vector<double> mean_shifts(const Shape& shape, std::span<const float> plain,
                                std::span<const float> coded, std::int64_t groups,
                                const ChannelMeans& input) {
  const auto outputs = static_cast<std::size_t>(shape.at(0));
  const auto inputs = static_cast<std::size_t>(shape.at(1));  // of one group
  const std::size_t kernel = plain.size() / (outputs * inputs);
  const std::size_t outputs_of_group = outputs / static_cast<std::size_t>(groups);
  std::vector<double> shifts(outputs, 0.0);
  for (std::size_t o = 0; o < outputs; ++o) {
    for (std::size_t i = 0; i < inputs; ++i) {
      const std::size_t first = (o * inputs + i) * kernel;
      const std::size_t channel = o / outputs_of_group * inputs + i;
      shifts[o] += sum_of(coded.subspan(first, kernel)) * input.coded(channel) -
                   sum_of(plain.subspan(first, kernel)) * input.plain(channel);
    }
  }
  return shifts;
}

}  // namespace handsight::engine
