// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <utility>

#include <ATen/ATen.h>

#include "handsight/core/error.h"
#include "handsight/tensors/augmentation.h"

namespace handsight {
namespace {

struct CutOutOptions {
  double probability = 0.3;
  int count_max = 2;
  double side_min = 0.1;
  double side_max = 0.3;
};

template <class Field>
void visit_fields(CutOutOptions& o, Field&& field) {
  field("probability", o.probability, Range{0.0, 1.0}, "share of samples with holes");
  field("count_max", o.count_max, Range{1, 64}, "most holes in a sample");
  field("side_min", o.side_min, Range{0.0, 1.0}, "shortest side, as a share of the picture's");
  field("side_max", o.side_max, Range{0.0, 1.0}, "longest side");
}

struct Span {
  std::int64_t first;
  std::int64_t end;
};

Span draw_span(const CutOutOptions& options, Random& random, std::int64_t size) {
  const auto length = std::max<std::int64_t>(
      1,
      std::llround(random.uniform(options.side_min, options.side_max) * static_cast<double>(size)));
  const auto first =
      static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(size - length + 1)));
  return {first, first + length};
}

// Labels stay: the network is to guess what a small thing hides.
Batch cut_out(const CutOutOptions& options, Batch batch, std::span<const Seed> seeds) {
  batch.image = batch.image.clone();
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    Random random(seeds[i]);
    if (!random.chance(options.probability)) continue;
    const auto image = batch.image[static_cast<std::int64_t>(i)];
    const auto count = 1 + random.below(static_cast<std::uint64_t>(options.count_max));
    for (std::uint64_t hole = 0; hole < count; ++hole) {
      const auto rows = draw_span(options, random, image.size(1));
      const auto columns = draw_span(options, random, image.size(2));
      const auto area = image.slice(1, rows.first, rows.end).slice(2, columns.first, columns.end);
      for (std::int64_t channel = 0; channel < area.size(0); ++channel) {
        area[channel].fill_(random.uniform());
      }
    }
  }
  return batch;
}

}  // namespace

AugmentationEntry cut_out_augmentation() {
  return {.name = "cut_out",
          .summary = "paints rectangles of one colour over the picture; labels stay",
          .make = [](const Json& settings) -> Augmentation {
            const auto options = parse_fields<CutOutOptions>(settings, "augmentation cut_out");
            if (options.side_min > options.side_max) {
              fail("augmentation cut_out: side_min ", options.side_min, " is above side_max ",
                   options.side_max);
            }
            return [options](Batch batch, std::span<const Seed> seeds) {
              return cut_out(options, std::move(batch), seeds);
            };
          },
          .options = describe_fields<CutOutOptions>};
}

}  // namespace handsight
