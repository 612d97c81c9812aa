// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/inference/mask_prediction.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "handsight/core/error.h"
#include "handsight/geometry/resample.h"

namespace handsight {
namespace {

constexpr std::size_t kChannels = 3;

/// Where the samples of one axis come from.
struct Tap {
  std::size_t low = 0;
  std::size_t high = 0;
  float share = 0.0F;  ///< of `high`
};

std::vector<Tap> taps_of(int from, int to) {
  std::vector<Tap> taps(static_cast<std::size_t>(to));
  const double step = static_cast<double>(from) / to;
  for (int i = 0; i < to; ++i) {
    const double at = std::max(0.0, (i + 0.5) * step - 0.5);
    const auto low = static_cast<std::size_t>(at);
    taps[static_cast<std::size_t>(i)] = {
        .low = low,
        .high = std::min(low + 1, static_cast<std::size_t>(from) - 1),
        .share = static_cast<float>(at - static_cast<double>(low))};
  }
  return taps;
}

void check_options(const Image& image, const MaskPredictionOptions& options) {
  if (image.channels != static_cast<int>(kChannels)) {
    fail("segment: image has ", image.channels, " channels, expected 3 (RGB)");
  }
  if (options.scales.empty()) fail("scales: at least one is needed");
  for (const double scale : options.scales) {
    if (!(scale >= 0.1 && scale <= 8.0)) fail("scales: ", scale, " is outside [0.1, 8]");
  }
}

}  // namespace

NetworkInput network_input(const Image& image, const Normalisation& normalisation,
                           std::int64_t longest_px) {
  constexpr int kLeastSide = 16;  // what a network accepts
  const double scale =
      static_cast<double>(longest_px) / static_cast<double>(std::max(image.width, image.height));
  const auto side = [&](int size) {
    return std::max(kLeastSide, static_cast<int>(std::lround(scale * size)));
  };
  const Image small = resample_bilinear(image, side(image.width), side(image.height));
  const std::size_t pixels = small.pixel_count();
  NetworkInput input{.height = small.height, .width = small.width};
  input.values.resize(kChannels * pixels);
  for (std::size_t c = 0; c < kChannels; ++c) {
    // the value of each of the 256 levels
    std::array<float, 256> levels{};
    for (std::size_t v = 0; v < levels.size(); ++v) {
      levels[v] = static_cast<float>((static_cast<double>(v) / 255.0 - normalisation.mean[c]) /
                                     normalisation.std[c]);
    }
    float* const plane = &input.values[c * pixels];
    for (std::size_t i = 0; i < pixels; ++i) plane[i] = levels[small.pixels[i * kChannels + c]];
  }
  return input;
}

ProbabilityMap probability_of(const MaskLogits& logits) {
  ProbabilityMap map{.width = logits.width, .height = logits.height};
  const auto pixels =
      static_cast<std::size_t>(logits.width) * static_cast<std::size_t>(logits.height);
  map.values.resize(pixels);
  for (std::size_t i = 0; i < pixels; ++i) {
    // the others' logits against the first; one logit stands against zero
    double others = 0.0;
    const double background = logits.classes == 1 ? 0.0 : static_cast<double>(logits.values[i]);
    for (auto c = static_cast<std::size_t>(logits.classes == 1 ? 0 : 1);
         c < static_cast<std::size_t>(logits.classes); ++c) {
      others += std::exp(static_cast<double>(logits.values[c * pixels + i]) - background);
    }
    map.values[i] = std::isinf(others) ? 1.0F : static_cast<float>(others / (1.0 + others));
  }
  return map;
}

ProbabilityMap resized(const ProbabilityMap& map, int width, int height) {
  const auto columns = taps_of(map.width, width), rows = taps_of(map.height, height);
  const auto from = static_cast<std::size_t>(map.width);
  ProbabilityMap result{.width = width, .height = height};
  result.values.resize(columns.size() * rows.size());
  std::vector<float> line(from);
  for (std::size_t y = 0; y < rows.size(); ++y) {
    const float* const low = &map.values[rows[y].low * from];
    const float* const high = &map.values[rows[y].high * from];
    for (std::size_t x = 0; x < from; ++x) line[x] = low[x] + rows[y].share * (high[x] - low[x]);
    float* const target = &result.values[y * columns.size()];
    for (std::size_t x = 0; x < columns.size(); ++x) {
      const auto& tap = columns[x];
      target[x] = line[tap.low] + tap.share * (line[tap.high] - line[tap.low]);
    }
  }
  return result;
}

ProbabilityMap predict_hand(const MaskNetwork& network, const Image& image,
                            const MaskPredictionOptions& options) {
  check_options(image, options);
  ProbabilityMap mean{.width = image.width, .height = image.height};
  mean.values.assign(image.pixel_count(), 0.0F);
  const float share = 1.0F / static_cast<float>(options.scales.size());
  for (const double scale : options.scales) {
    const auto longest = std::llround(scale * static_cast<double>(options.longest_px));
    const auto logits = network.run(network_input(image, options.normalisation, longest));
    const auto map = resized(probability_of(logits), image.width, image.height);
    for (std::size_t i = 0; i < mean.values.size(); ++i) mean.values[i] += share * map.values[i];
  }
  for (float& value : mean.values) value = std::clamp(value, 0.0F, 1.0F);
  return mean;
}

}  // namespace handsight
