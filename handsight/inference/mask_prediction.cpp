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

/// What each of the 256 levels of a channel becomes.
std::array<float, 256> normalised_levels(const Normalisation& normalisation, std::size_t channel) {
  std::array<float, 256> levels{};
  for (std::size_t v = 0; v < levels.size(); ++v) {
    levels[v] = static_cast<float>((static_cast<double>(v) / 255.0 - normalisation.mean[channel]) /
                                   normalisation.std[channel]);
  }
  return levels;
}

ProbabilityMap zeros_like(const Image& image) {
  return {.width = image.width,
          .height = image.height,
          .values = std::vector<float>(image.pixel_count(), 0.0F)};
}

void add(ProbabilityMap& sum, const ProbabilityMap& map, float share) {
  for (std::size_t i = 0; i < sum.values.size(); ++i) sum.values[i] += share * map.values[i];
}

/// Whether there is nothing to be seen, as before a covered lens: small areas of the picture are no
/// lighter or darker than others.
bool is_blank(const Image& image) {
  constexpr int kLongestPx = 64;   // areas, in which noise averages out
  constexpr int kLeastLevels = 4;  // of 255
  const int longest = std::max(image.width, image.height);
  const auto side = [&](int size) {
    return std::max(1, size * std::min(kLongestPx, longest) / longest);
  };
  const Image areas = resample_bilinear(image, side(image.width), side(image.height));
  for (std::size_t c = 0; c < kChannels; ++c) {
    int lowest = 255, highest = 0;
    for (std::size_t i = c; i < areas.pixels.size(); i += kChannels) {
      lowest = std::min(lowest, static_cast<int>(areas.pixels[i]));
      highest = std::max(highest, static_cast<int>(areas.pixels[i]));
    }
    if (highest - lowest >= kLeastLevels) return false;
  }
  return true;
}

void limit(ProbabilityMap& map) {
  for (float& value : map.values) value = std::clamp(value, 0.0F, 1.0F);
}

/// Half of what speaks for the right hand more than for the left one, around 0.5.
ProbabilityMap right_against_left(const ProbabilityMap& left, const ProbabilityMap& right) {
  ProbabilityMap map = right;
  for (std::size_t i = 0; i < map.values.size(); ++i) {
    map.values[i] = 0.5F + 0.5F * (right.values[i] - left.values[i]);
  }
  return map;
}

}  // namespace

NetworkInput network_input(std::span<const Image> pictures, const Normalisation& normalisation) {
  if (pictures.empty()) fail("network input: no pictures");
  const Image& first = pictures.front();
  const std::size_t pixels = first.pixel_count();
  NetworkInput input{
      .count = static_cast<int>(pictures.size()), .height = first.height, .width = first.width};
  input.values.resize(pictures.size() * kChannels * pixels);
  float* plane = input.values.data();
  for (const Image& picture : pictures) {
    if (picture.pixels.size() != kChannels * pixels || picture.width != first.width) {
      fail("network input: pictures of ", first.width, " x ", first.height, " and ", picture.width,
           " x ", picture.height, " x ", picture.channels, "; expected RGB of one size");
    }
    for (std::size_t c = 0; c < kChannels; ++c, plane += pixels) {
      const auto levels = normalised_levels(normalisation, c);
      for (std::size_t i = 0; i < pixels; ++i) plane[i] = levels[picture.pixels[i * kChannels + c]];
    }
  }
  return input;
}

NetworkInput network_input(const Image& image, const Normalisation& normalisation,
                           std::int64_t longest_px) {
  constexpr int kLeastSide = 16;  // what a network accepts
  const double scale =
      static_cast<double>(longest_px) / static_cast<double>(std::max(image.width, image.height));
  const auto side = [&](int size) {
    return std::max(kLeastSide, static_cast<int>(std::lround(scale * size)));
  };
  const Image small = resample_bilinear(image, side(image.width), side(image.height));
  return network_input(std::span(&small, 1), normalisation);
}

ProbabilityMap probability_of(const NetworkMaps& maps, const NetworkOutput& output) {
  ProbabilityMap map{.width = maps.width, .height = maps.height};
  const auto pixels = static_cast<std::size_t>(maps.width) * static_cast<std::size_t>(maps.height);
  const auto logits = values_of(maps, 0, output);
  const bool is_one = logits.size() == pixels;
  map.values.resize(pixels);
  for (std::size_t i = 0; i < pixels; ++i) {
    // the others' logits against the first; one logit stands against zero
    double others = 0.0;
    const double background = is_one ? 0.0 : static_cast<double>(logits[i]);
    for (std::size_t at = is_one ? i : pixels + i; at < logits.size(); at += pixels) {
      others += std::exp(static_cast<double>(logits[at]) - background);
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

bool tells_sides(const PictureNetwork& network) {
  const auto outputs = network.outputs();
  return find_output(outputs, "left") != nullptr && find_output(outputs, "right") != nullptr;
}

HandMaps predict_hands(const PictureNetwork& network, const Image& image,
                       const MaskPredictionOptions& options) {
  check_options(image, options);
  const auto outputs = network.outputs();
  const auto* const mask = find_output(outputs, "mask");
  const auto* const left = find_output(outputs, "left");
  const auto* const right = find_output(outputs, "right");
  if (mask == nullptr) fail<ModelError>("segment: the network gives no mask");
  HandMaps mean{.hand = zeros_like(image)};
  if (left != nullptr && right != nullptr) mean.right = zeros_like(image);
  if (is_blank(image)) {
    if (mean.right) std::fill(mean.right->values.begin(), mean.right->values.end(), 0.5F);
    return mean;
  }
  const float share = 1.0F / static_cast<float>(options.scales.size());
  for (const double scale : options.scales) {
    const auto longest = std::llround(scale * static_cast<double>(options.longest_px));
    const auto maps = network.run(network_input(image, options.normalisation, longest));
    add(mean.hand, resized(probability_of(maps, *mask), image.width, image.height), share);
    if (!mean.right) continue;
    const auto sides =
        right_against_left(probability_of(maps, *left), probability_of(maps, *right));
    add(*mean.right, resized(sides, image.width, image.height), share);
  }
  limit(mean.hand);
  if (mean.right) limit(*mean.right);
  return mean;
}

}  // namespace handsight
