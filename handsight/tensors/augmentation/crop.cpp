// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <ATen/ATen.h>

#include "handsight/core/error.h"
#include "handsight/tensors/augmentation.h"
#include "handsight/tensors/warp.h"

namespace handsight {
namespace {

struct CropOptions {
  double probability = 0.5;
  double area_min = 0.8;
  double area_max = 1.0;
  std::string centre = "inside";
};

template <class Field>
void visit_fields(CropOptions& o, Field&& field) {
  field("probability", o.probability, Range{0.0, 1.0}, "share of samples cropped");
  field("area_min", o.area_min, Range{0.001, 1.0}, "smallest crop, as a share of the picture");
  field("area_max", o.area_max, Range{0.001, 1.0}, "largest crop");
  field("centre", o.centre, Choices{{"inside", "class"}},
        "inside: anywhere, within the picture; class: on a random pixel of a random class of the "
        "mask, so that rare classes are seen as often as others");
}

struct Centre {
  double x;
  double y;
};

/// A random pixel of a random class that `mask` (H W, uint8) holds; the middle when all is ignored.
Centre centre_on_class(const at::Tensor& mask, Random& random) {
  const auto pixels = mask.cpu().contiguous();
  const auto* label = pixels.data_ptr<std::uint8_t>();
  const auto width = pixels.size(1);
  std::vector<std::vector<std::int64_t>> positions(kIgnore);
  for (std::int64_t i = 0; i < pixels.numel(); ++i) {
    if (label[i] != kIgnore) positions[label[i]].push_back(i);
  }
  std::erase_if(positions, [](const auto& of_class) { return of_class.empty(); });
  if (positions.empty()) {
    return {0.5 * static_cast<double>(width - 1), 0.5 * static_cast<double>(pixels.size(0) - 1)};
  }
  const auto& chosen = positions[random.below(positions.size())];
  const auto pixel = chosen[random.below(chosen.size())];
  return {static_cast<double>(pixel % width), static_cast<double>(pixel / width)};
}

Affine draw_crop(const CropOptions& options, Seed seed, const Batch& batch, std::int64_t sample) {
  Random random(seed);
  if (!random.chance(options.probability)) return {};
  const auto width = static_cast<double>(batch.image.size(3));
  const auto height = static_cast<double>(batch.image.size(2));
  const double side = std::sqrt(random.uniform(options.area_min, options.area_max));
  Centre centre{};
  if (options.centre == "class") {
    if (!batch.mask.defined()) fail("augmentation crop: centre 'class' needs masks");
    centre = centre_on_class(batch.mask[sample], random);
  } else {
    centre = {.x = 0.5 * (width - 1) + random.uniform(-0.5, 0.5) * (1 - side) * width,
              .y = 0.5 * (height - 1) + random.uniform(-0.5, 0.5) * (1 - side) * height};
  }
  const double zoom = 1 / side;
  return {.xx = zoom,
          .x0 = 0.5 * (width - 1) - zoom * centre.x,
          .yy = zoom,
          .y0 = 0.5 * (height - 1) - zoom * centre.y};
}

Batch crop(const CropOptions& options, Batch batch, std::span<const Seed> seeds) {
  std::vector<Affine> moves;
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    moves.push_back(draw_crop(options, seeds[i], batch, static_cast<std::int64_t>(i)));
  }
  const WarpOptions size{.height = batch.image.size(2), .width = batch.image.size(3)};
  return warp(std::move(batch), moves, size);
}

}  // namespace

AugmentationEntry crop_augmentation() {
  return {.name = "crop",
          .summary = "takes a part of the picture and resizes it back",
          .make = [](const Json& settings) -> Augmentation {
            const auto options = parse_fields<CropOptions>(settings, "augmentation crop");
            if (options.area_min > options.area_max) {
              fail("augmentation crop: area_min ", options.area_min, " is above area_max ",
                   options.area_max);
            }
            return [options](Batch batch, std::span<const Seed> seeds) {
              return crop(options, std::move(batch), seeds);
            };
          },
          .options = describe_fields<CropOptions>};
}

}  // namespace handsight
