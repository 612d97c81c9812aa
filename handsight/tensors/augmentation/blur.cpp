// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include <ATen/ATen.h>

#include "handsight/tensors/augmentation.h"

namespace handsight {
namespace {

struct BlurOptions {
  double probability = 0.3;
  double sigma_min_px = 0.3;
  double sigma_max_px = 1.5;
};

template <class Field>
void visit_fields(BlurOptions& o, Field&& field) {
  field("probability", o.probability, Range{0.0, 1.0}, "share of samples blurred");
  field("sigma_min_px", o.sigma_min_px, Range{0.05, 20.0}, "smallest standard deviation");
  field("sigma_max_px", o.sigma_max_px, Range{0.05, 20.0}, "largest standard deviation");
}

// Along one dimension, as a sum of moved copies; the others keep their size.
at::Tensor filter(const at::Tensor& padded, std::int64_t dimension,
                  const std::vector<double>& weights) {
  const auto size = padded.size(dimension) - static_cast<std::int64_t>(weights.size()) + 1;
  auto sum = padded.narrow(dimension, 0, size) * weights[0];
  for (std::size_t k = 1; k < weights.size(); ++k) {
    sum.add_(padded.narrow(dimension, static_cast<std::int64_t>(k), size), weights[k]);
  }
  return sum;
}

// One image, 1 C H W: a separable Gaussian with mirrored borders.
at::Tensor gaussian(const at::Tensor& image, double sigma_px) {
  const auto limit = std::min(image.size(2), image.size(3)) - 1;
  const auto radius = std::min<std::int64_t>(std::lround(std::ceil(3 * sigma_px)), limit);
  std::vector<double> weights;
  double total = 0;
  for (std::int64_t offset = -radius; offset <= radius; ++offset) {
    const double distance = static_cast<double>(offset) / sigma_px;
    weights.push_back(std::exp(-0.5 * distance * distance));
    total += weights.back();
  }
  for (auto& weight : weights) weight /= total;
  const auto padded = at::reflection_pad2d(image, {radius, radius, radius, radius});
  return filter(filter(padded, 2, weights), 3, weights);
}

Batch blur(const BlurOptions& options, Batch batch, std::span<const Seed> seeds) {
  batch.image = batch.image.clone();
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    Random random(seeds[i]);
    if (!random.chance(options.probability)) continue;
    const auto at = static_cast<std::int64_t>(i);
    const double sigma_px = random.uniform(options.sigma_min_px, options.sigma_max_px);
    batch.image.slice(0, at, at + 1).copy_(gaussian(batch.image.slice(0, at, at + 1), sigma_px));
  }
  return batch;
}

}  // namespace

AugmentationEntry blur_augmentation() {
  return {.name = "blur",
          .summary = "Gaussian blur",
          .make = [](const Json& settings) -> Augmentation {
            const auto options = parse_fields<BlurOptions>(settings, "augmentation blur");
            return [options](Batch batch, std::span<const Seed> seeds) {
              return blur(options, std::move(batch), seeds);
            };
          },
          .options = describe_fields<BlurOptions>};
}

}  // namespace handsight
