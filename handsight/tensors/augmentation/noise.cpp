// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include "handsight/tensors/augmentation.h"

namespace handsight {
namespace {

struct NoiseOptions {
  double probability = 0.3;
  double sigma_max = 0.03;
};

template <class Field>
void visit_fields(NoiseOptions& o, Field&& field) {
  field("probability", o.probability, Range{0.0, 1.0}, "share of samples with noise");
  field("sigma_max", o.sigma_max, Range{0.0, 1.0}, "largest standard deviation; white is 1");
}

Batch noise(const NoiseOptions& options, Batch batch, std::span<const Seed> seeds) {
  batch.image = batch.image.clone();
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    Random random(seeds[i]);
    if (!random.chance(options.probability)) continue;
    auto image = batch.image[static_cast<std::int64_t>(i)];
    const double sigma = random.uniform(0.0, options.sigma_max);
    // drawn on the CPU, so that every device sees the same noise
    const auto generator = at::detail::createCPUGenerator(random.bits());
    const auto grain = at::randn(image.sizes(), generator, at::TensorOptions(at::kFloat));
    image.add_(grain.to(image.device()), sigma).clamp_(0, 1);
  }
  return batch;
}

}  // namespace

AugmentationEntry noise_augmentation() {
  return {.name = "noise",
          .summary = "Gaussian sensor noise",
          .make = [](const Json& settings) -> Augmentation {
            const auto options = parse_fields<NoiseOptions>(settings, "augmentation noise");
            return [options](Batch batch, std::span<const Seed> seeds) {
              return noise(options, std::move(batch), seeds);
            };
          },
          .options = describe_fields<NoiseOptions>};
}

}  // namespace handsight
