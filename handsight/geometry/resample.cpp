// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/geometry/resample.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "handsight/core/error.h"
#include "handsight/core/vector_clones.h"

namespace handsight {
namespace {

/// Which source pixels make each target pixel of one axis: `count` weights a target, of the pixels
/// from first[target] on.
struct Taps {
  std::vector<std::size_t> first{};
  std::vector<float> weights{};
  std::size_t count = 0;

  [[nodiscard]] const float* of(std::size_t target) const { return &weights[target * count]; }
};

Taps triangle_taps(int source, int target) {
  const double step = static_cast<double>(source) / target;
  const double reach = std::max(1.0, step);
  Taps taps;
  taps.count = std::min(static_cast<std::size_t>(source),
                        static_cast<std::size_t>(std::ceil(2 * reach)) + 1);
  taps.weights.resize(static_cast<std::size_t>(target) * taps.count);
  for (int i = 0; i < target; ++i) {
    const double centre = (i + 0.5) * step;
    const auto low = std::max(0, static_cast<int>(std::floor(centre - reach + 0.5)));
    const auto first = std::min(low, source - static_cast<int>(taps.count));
    float* const weights = &taps.weights[static_cast<std::size_t>(i) * taps.count];
    double sum = 0;
    for (std::size_t k = 0; k < taps.count; ++k) {
      const double distance = (first + static_cast<int>(k) + 0.5 - centre) / reach;
      const double weight = std::max(0.0, 1.0 - std::abs(distance));
      weights[k] = static_cast<float>(weight);
      sum += weight;
    }
    for (std::size_t k = 0; k < taps.count; ++k) weights[k] /= static_cast<float>(sum);
    taps.first.push_back(static_cast<std::size_t>(first));
  }
  return taps;
}

HANDSIGHT_VECTOR_CLONES void add_row(const std::uint8_t* source, float weight, float* sum,
                                     std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) sum[i] += weight * static_cast<float>(source[i]);
}

template <std::size_t kChannels>
void shrink_row(const float* row, const Taps& taps, std::size_t width, std::uint8_t* target) {
  for (std::size_t x = 0; x < width; ++x) {
    const float* source = row + taps.first[x] * kChannels;
    const float* const weights = taps.of(x);
    float sum[kChannels] = {};
    for (std::size_t k = 0; k < taps.count; ++k) {
      for (std::size_t c = 0; c < kChannels; ++c) sum[c] += weights[k] * *source++;
    }
    for (const float value : sum) *target++ = static_cast<std::uint8_t>(value + 0.5F);
  }
}

void shrink_row(const float* row, const Taps& taps, std::size_t width, std::size_t channels,
                std::uint8_t* target) {
  if (channels == 3) return shrink_row<3>(row, taps, width, target);
  if (channels == 1) return shrink_row<1>(row, taps, width, target);
  for (std::size_t x = 0; x < width; ++x) {
    for (std::size_t c = 0; c < channels; ++c) {
      float sum = 0;
      for (std::size_t k = 0; k < taps.count; ++k) {
        sum += taps.of(x)[k] * row[(taps.first[x] + k) * channels + c];
      }
      *target++ = static_cast<std::uint8_t>(sum + 0.5F);
    }
  }
}

void require_sizes(const Image& image, int width, int height) {
  if (image.empty() || width < 1 || height < 1) {
    fail("resize: ", image.width, " x ", image.height, " picture to ", width, " x ", height,
         "; both must have pixels");
  }
}

}  // namespace

Image resample_bilinear(const Image& image, int width, int height) {
  require_sizes(image, width, height);
  if (image.width == width && image.height == height) return image;
  const auto rows = triangle_taps(image.height, height);
  const auto columns = triangle_taps(image.width, width);
  const auto channels = static_cast<std::size_t>(image.channels);
  const std::size_t row_size = static_cast<std::size_t>(image.width) * channels;
  Image target(width, height, image.channels);
  std::vector<float> sum(row_size);
  for (int y = 0; y < height; ++y) {
    const auto row = static_cast<std::size_t>(y);
    std::ranges::fill(sum, 0.0F);
    for (std::size_t k = 0; k < rows.count; ++k) {
      const float weight = rows.of(row)[k];
      if (weight == 0.0F) continue;
      add_row(image.at(0, static_cast<int>(rows.first[row] + k)), weight, sum.data(), row_size);
    }
    shrink_row(sum.data(), columns, static_cast<std::size_t>(width), channels, target.at(0, y));
  }
  return target;
}

Image resample_nearest(const Image& labels, int width, int height) {
  require_sizes(labels, width, height);
  if (labels.width == width && labels.height == height) return labels;
  const auto source_of = [](int target, int source_size, int target_size) {
    const double at = (target + 0.5) * source_size / target_size;
    return std::min(static_cast<int>(at), source_size - 1);
  };
  std::vector<int> columns;
  for (int x = 0; x < width; ++x) columns.push_back(source_of(x, labels.width, width));
  const auto channels = static_cast<std::size_t>(labels.channels);
  Image target(width, height, labels.channels);
  for (int y = 0; y < height; ++y) {
    const std::uint8_t* const row = labels.at(0, source_of(y, labels.height, height));
    std::uint8_t* pixel = target.at(0, y);
    for (const int x : columns) {
      const std::uint8_t* const from = row + static_cast<std::size_t>(x) * channels;
      for (std::size_t c = 0; c < channels; ++c) *pixel++ = from[c];
    }
  }
  return target;
}

}  // namespace handsight
