// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <ATen/ATen.h>

#include "handsight/tensors/augmentation.h"

namespace handsight {
namespace {

struct ColourOptions {
  double gain = 0.2;
  double channel_gain = 0.1;
  double contrast = 0.2;
  double saturation = 0.3;
  double gamma = 0.2;
};

template <class Field>
void visit_fields(ColourOptions& o, Field&& field) {
  field("gain", o.gain, Range{0.0, 0.95}, "brightness factor in 1 +- gain, all channels");
  field("channel_gain", o.channel_gain, Range{0.0, 0.95}, "factor in 1 +- this, each channel");
  field("contrast", o.contrast, Range{0.0, 0.95}, "factor about the mean in 1 +- contrast");
  field("saturation", o.saturation, Range{0.0, 1.0}, "factor about grey in 1 +- saturation");
  field("gamma", o.gamma, Range{0.0, 0.9}, "exponent in 1 / (1 + gamma) .. 1 + gamma");
}

Batch colour(const ColourOptions& options, Batch batch, std::span<const Seed> seeds) {
  const auto n = batch.image.size(0);
  auto gains = at::empty({n, 3, 1, 1}, at::kFloat);
  auto factors = at::empty({3, n, 1, 1, 1}, at::kFloat);
  auto* gain = gains.data_ptr<float>();
  auto* factor = factors.data_ptr<float>();
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    Random random(seeds[i]);
    const auto around_one = [&](double width) { return 1.0 + random.uniform(-width, width); };
    const double all = around_one(options.gain);
    for (int c = 0; c < 3; ++c)
      *gain++ = static_cast<float>(all * around_one(options.channel_gain));
    const auto count = static_cast<std::size_t>(n);
    factor[i] = static_cast<float>(around_one(options.contrast));
    factor[count + i] = static_cast<float>(around_one(options.saturation));
    const double exponent = random.uniform(-1.0, 1.0) * std::log1p(options.gamma);
    factor[2 * count + i] = static_cast<float>(std::exp(exponent));
  }
  const auto on_device = factors.to(batch.image.device());
  auto image = batch.image * gains.to(batch.image.device());
  const auto mean = image.mean({1, 2, 3}, true);
  image = (image - mean) * on_device[0] + mean;
  const auto grey = image.mean(1, true);
  image = (image - grey) * on_device[1] + grey;
  batch.image = image.clamp(0, 1).pow(on_device[2]);
  return batch;
}

}  // namespace

AugmentationEntry colour_gain_augmentation() {
  return {.name = "colour_gain",
          .summary = "brightness, colour cast, contrast, saturation and gamma",
          .make = [](const Json& settings) -> Augmentation {
            const auto options = parse_fields<ColourOptions>(settings, "augmentation colour_gain");
            return [options](Batch batch, std::span<const Seed> seeds) {
              return colour(options, std::move(batch), seeds);
            };
          },
          .options = describe_fields<ColourOptions>};
}

}  // namespace handsight
