// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/tensors/augmentation.h"
#include "handsight/tensors/warp.h"

namespace handsight {
namespace {

struct FlipOptions {
  double probability = 0.5;
};

template <class Field>
void visit_fields(FlipOptions& o, Field&& field) {
  field("probability", o.probability, Range{0.0, 1.0}, "share of samples mirrored left to right");
}

Batch flip(const FlipOptions& options, Batch batch, std::span<const Seed> seeds) {
  std::vector<std::int64_t> chosen;
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    if (Random(seeds[i]).chance(options.probability)) {
      chosen.push_back(static_cast<std::int64_t>(i));
    }
  }
  return mirror(std::move(batch), chosen);
}

}  // namespace

AugmentationEntry flip_augmentation() {
  return {.name = "flip",
          .summary = "mirrors left to right; left and right hands change names",
          .make = [](const Json& settings) -> Augmentation {
            const auto options = parse_fields<FlipOptions>(settings, "augmentation flip");
            return [options](Batch batch, std::span<const Seed> seeds) {
              return flip(options, std::move(batch), seeds);
            };
          },
          .options = describe_fields<FlipOptions>};
}

}  // namespace handsight
