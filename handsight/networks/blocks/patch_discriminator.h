// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "handsight/core/fields.h"
#include "handsight/networks/discriminator.h"

namespace handsight {

enum class PatchNorm { kNone, kBatch, kInstance };

/// Five 4x4 convolutions, leaky ReLU (slope 0.2) behind all but the last, normalisation behind the
/// three in the middle.
struct PatchShape {
  std::int64_t channels = 3;
  std::int64_t base = 64;
  std::array<std::int64_t, 5> strides{2, 2, 2, 2, 2};
  std::int64_t last_padding = 1;
  PatchNorm norm = PatchNorm::kNone;
  bool bias = true;
};

/// Weights `model.N`, at N(0, 0.02^2). Throws InvalidArgument, in the name of `owner`, when the
/// maps have other channels or sides under 32.
[[nodiscard]] std::shared_ptr<Discriminator> make_patch_discriminator(const PatchShape& shape,
                                                                      std::string_view owner);

/// The one option of these discriminators; `Unit` gives its default.
template <class Unit>
struct PatchOptions {
  std::int64_t channels = Unit::kShape.channels;
};

template <class Unit, class Field>
void visit_fields(PatchOptions<Unit>& o, Field&& field) {
  field("channels", o.channels, Range{1, 1024}, "channels of the maps to be judged");
}

/// Catalogue entry. `Unit` has kName, kReference and kShape.
template <class Unit>
[[nodiscard]] DiscriminatorEntry patch_discriminator_entry() {
  return {.name = Unit::kName,
          .reference = Unit::kReference,
          .input = {.channels = Unit::kShape.channels, .height = 128, .width = 128},
          .make = [](const Json& settings) -> std::shared_ptr<Discriminator> {
            const auto owner = std::string("discriminator ").append(Unit::kName);
            auto shape = Unit::kShape;
            shape.channels = parse_fields<PatchOptions<Unit>>(settings, owner).channels;
            return make_patch_discriminator(shape, owner);
          },
          .options = describe_fields<PatchOptions<Unit>>};
}

}  // namespace handsight
