// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>

#include "handsight/core/error.h"
#include "handsight/tensors/augmentation.h"
#include "handsight/tensors/warp.h"

namespace handsight {
namespace {

struct AffineOptions {
  double probability = 1.0;
  double rotation_deg = 30.0;
  double rotation_probability = 1.0;
  double scale_min = 0.75;
  double scale_max = 1.25;
  double shift = 0.1;
  std::string distribution = "uniform";
  std::string beyond = "ignore";
};

template <class Field>
void visit_fields(AffineOptions& o, Field&& field) {
  field("probability", o.probability, Range{0.0, 1.0}, "share of samples moved");
  field("rotation_deg", o.rotation_deg, Range{0.0, 180.0}, "largest rotation to either side");
  field("rotation_probability", o.rotation_probability, Range{0.0, 1.0},
        "share of the moved samples that are turned as well");
  field("scale_min", o.scale_min, Range{0.05, 20.0}, "smallest magnification");
  field("scale_max", o.scale_max, Range{0.05, 20.0}, "largest magnification");
  field("shift", o.shift, Range{0.0, 1.0}, "largest shift as a share of the side");
  field("distribution", o.distribution, Choices{{"uniform", "normal"}},
        "of angle and scale; normal: cut at the limits, angle with half of its limit as deviation");
  field("beyond", o.beyond, Choices{{"ignore", "background"}},
        "label of what comes from outside the picture; background is painted black");
}

// In [-1, 1].
double draw(Random& random, bool normal, double deviation) {
  return normal ? std::clamp(deviation * random.normal(), -1.0, 1.0) : random.uniform(-1.0, 1.0);
}

Affine draw_move(const AffineOptions& options, Seed seed, double width, double height) {
  Random random(seed);
  if (!random.chance(options.probability)) return {};
  const bool normal = options.distribution == "normal";
  const bool turned = random.chance(options.rotation_probability);
  const double turn = draw(random, normal, 0.5);
  const double angle_rad = turned ? turn * options.rotation_deg * std::numbers::pi / 180.0 : 0.0;
  const double middle = 0.5 * std::log(options.scale_min * options.scale_max);
  const double reach = 0.5 * std::log(options.scale_max / options.scale_min);
  const double zoom = std::exp(middle + reach * draw(random, normal, 1.0));
  const Vec2 centre{static_cast<float>(0.5 * (width - 1)), static_cast<float>(0.5 * (height - 1))};
  const Affine shift{.x0 = random.uniform(-options.shift, options.shift) * width,
                     .y0 = random.uniform(-options.shift, options.shift) * height};
  return shift * turned_and_zoomed(centre, angle_rad, zoom);
}

Batch affine(const AffineOptions& options, Batch batch, std::span<const Seed> seeds) {
  const auto height = batch.image.size(2);
  const auto width = batch.image.size(3);
  std::vector<Affine> moves;
  for (const auto seed : seeds) {
    moves.push_back(
        draw_move(options, seed, static_cast<double>(width), static_cast<double>(height)));
  }
  const auto beyond = options.beyond == "ignore" ? Beyond::kUnknown : Beyond::kBlack;
  return warp(std::move(batch), moves, {.height = height, .width = width, .beyond = beyond});
}

}  // namespace

AugmentationEntry affine_augmentation() {
  return {.name = "affine",
          .summary = "rotates, scales and shifts",
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
