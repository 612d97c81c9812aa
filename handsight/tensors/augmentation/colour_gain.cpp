// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <array>
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
  double grey = 0.0;
};

template <class Field>
void visit_fields(ColourOptions& o, Field&& field) {
  field("gain", o.gain, Range{0.0, 0.95}, "brightness factor in 1 +- gain, all channels");
  field("channel_gain", o.channel_gain, Range{0.0, 0.95}, "factor in 1 +- this, each channel");
  field("contrast", o.contrast, Range{0.0, 0.95}, "factor about the mean in 1 +- contrast");
  field("saturation", o.saturation, Range{0.0, 1.0}, "factor about grey in 1 +- saturation");
  field("gamma", o.gamma, Range{0.0, 0.9}, "exponent in 1 / (1 + gamma) .. 1 + gamma");
  field("grey", o.grey, Range{0.0, 1.0}, "share of pictures that lose all colour");
}

/// What is drawn for one picture.
struct Change {
  std::array<double, 3> gain{};
  double contrast = 1;
  double saturation = 1;
  double exponent = 1;
};

Change draw(const ColourOptions& options, Seed seed) {
  Random random(seed);
  const auto around_one = [&random](double width) { return 1.0 + random.uniform(-width, width); };
  const double all = around_one(options.gain);
  Change change;
  for (auto& gain : change.gain) gain = all * around_one(options.channel_gain);
  change.contrast = around_one(options.contrast);
  change.saturation = around_one(options.saturation);
  change.exponent = std::exp(random.uniform(-1.0, 1.0) * std::log1p(options.gamma));
  if (random.uniform() < options.grey) change.saturation = 0;
  return change;
}

/// Gains, contrast about the picture's mean and saturation about grey are linear: rgb' = M rgb + b.
///
/// mean    of each channel before the change
/// linear  writes the 9 numbers of M, row by row, then the 3 of b
void write_linear(const Change& change, const float* mean, float* linear) {
  double overall = 0;
  for (std::size_t c = 0; c < 3; ++c) overall += change.gain[c] * mean[c] / 3;
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t c = 0; c < 3; ++c) {
      const double own = row == c ? change.saturation : 0;
      const double mixed = own + (1 - change.saturation) / 3;
      *linear++ = static_cast<float>(change.contrast * change.gain[c] * mixed);
    }
  }
  for (int row = 0; row < 3; ++row) *linear++ = static_cast<float>((1 - change.contrast) * overall);
}

Batch colour(const ColourOptions& options, Batch batch, std::span<const Seed> seeds) {
  const auto n = batch.image.size(0);
  const auto means = batch.image.mean({2, 3}).cpu().contiguous();
  auto linear = at::empty({n, 12}, at::kFloat);
  auto exponents = at::empty({n, 1, 1}, at::kFloat);
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    const auto change = draw(options, seeds[i]);
    write_linear(change, means.data_ptr<float>() + 3 * i, linear.data_ptr<float>() + 12 * i);
    exponents.data_ptr<float>()[i] = static_cast<float>(change.exponent);
  }
  const auto on_device = linear.to(batch.image.device());
  const auto matrix = on_device.slice(1, 0, 9).reshape({n, 3, 3});
  const auto offset = on_device.slice(1, 9).unsqueeze(2);
  batch.image = at::baddbmm(offset, matrix, batch.image.reshape({n, 3, -1}))
                    .clamp_(0, 1)
                    .pow_(exponents.to(batch.image.device()))
                    .view(batch.image.sizes());
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
