// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <numbers>

#include <ATen/ATen.h>

#include "handsight/core/error.h"
#include "handsight/tensors/augmentation.h"

namespace handsight {
namespace {

struct AffineOptions {
  double probability = 1.0;
  double rotation_deg = 30.0;
  double scale_min = 0.75;
  double scale_max = 1.25;
  double shift = 0.1;
};

template <class Field>
void visit_fields(AffineOptions& o, Field&& field) {
  field("probability", o.probability, Range{0.0, 1.0}, "share of samples moved");
  field("rotation_deg", o.rotation_deg, Range{0.0, 180.0}, "largest rotation to either side");
  field("scale_min", o.scale_min, Range{0.05, 20.0}, "smallest magnification");
  field("scale_max", o.scale_max, Range{0.05, 20.0}, "largest magnification");
  field("shift", o.shift, Range{0.0, 1.0}, "largest shift as a share of the side");
}

// Rows of affine_grid's theta: they take a target position in [-1, 1] to its source.
void write_theta(const AffineOptions& options, Seed seed, double aspect, float* theta) {
  Random random(seed);
  const bool moved = random.chance(options.probability);
  const double angle_rad =
      moved ? random.uniform(-options.rotation_deg, options.rotation_deg) * std::numbers::pi / 180.0
            : 0.0;
  const double zoom =
      moved ? std::exp(random.uniform(std::log(options.scale_min), std::log(options.scale_max)))
            : 1.0;
  const double shift_x = moved ? random.uniform(-2.0, 2.0) * options.shift : 0.0;
  const double shift_y = moved ? random.uniform(-2.0, 2.0) * options.shift : 0.0;
  const double c = std::cos(angle_rad) / zoom;
  const double s = std::sin(angle_rad) / zoom;
  const double rows[6] = {c, -s / aspect, shift_x, s * aspect, c, shift_y};
  for (int i = 0; i < 6; ++i) theta[i] = static_cast<float>(rows[i]);
}

Batch affine(const AffineOptions& options, Batch batch, std::span<const Seed> seeds) {
  const auto n = batch.image.size(0);
  const auto h = batch.image.size(2);
  const auto w = batch.image.size(3);
  auto theta = at::empty({n, 2, 3}, at::kFloat);
  const double aspect = static_cast<double>(w) / static_cast<double>(h);
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    write_theta(options, seeds[i], aspect, theta.data_ptr<float>() + 6 * i);
  }
  constexpr std::int64_t kBilinear = 0;
  constexpr std::int64_t kNearest = 1;
  constexpr std::int64_t kZeros = 0;
  constexpr std::int64_t kBorder = 1;
  const auto grid = at::affine_grid_generator(theta.to(batch.image.device()), {n, 1, h, w}, false);
  batch.image = at::grid_sampler(batch.image, grid, kBilinear, kBorder, false);
  if (!batch.mask.defined()) return batch;
  // one more than the label, so that the zeros from outside the picture stand apart
  const auto raised = batch.mask.unsqueeze(1).to(at::kFloat) + 1;
  const auto moved = at::grid_sampler(raised, grid, kNearest, kZeros, false).squeeze(1);
  batch.mask = at::where(moved < 0.5, at::full_like(moved, kIgnore), moved - 1).to(at::kByte);
  return batch;
}

}  // namespace

AugmentationEntry affine_augmentation() {
  return {.name = "affine",
          .summary = "rotates, scales and shifts; what comes from outside is labelled ignore",
          .make = [](const Json& settings) -> Augmentation {
            const auto options = parse_fields<AffineOptions>(settings, "augmentation affine");
            if (options.scale_min > options.scale_max) {
              fail("augmentation affine: scale_min ", options.scale_min, " is above scale_max ",
                   options.scale_max);
            }
            return [options](Batch batch, std::span<const Seed> seeds) {
              return affine(options, std::move(batch), seeds);
            };
          },
          .options = describe_fields<AffineOptions>};
}

}  // namespace handsight
