// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "handsight/core/fields.h"
#include "handsight/networks/encoder.h"

namespace handsight {

/// Options of a decoder that doubles its maps step by step.
struct WidthsOptions {
  std::vector<int> channels{256, 128, 64, 32, 16};
};

template <class Field>
void visit_fields(WidthsOptions& o, Field&& field) {
  field("channels", o.channels, Range{1, 2048},
        "channels after each doubling, the deepest first; the last are left over where the encoder "
        "needs fewer doublings");
}

/// Channels after each step from `levels`, the deepest first, to `stride`, a power of 2: one a
/// level and one for each doubling that is left above the finest. Throws InvalidArgument, in the
/// name of `owner`, when the options name fewer.
[[nodiscard]] std::vector<std::int64_t> widths_up_to(std::int64_t stride,
                                                     const std::vector<FeatureLevel>& levels,
                                                     const WidthsOptions& options,
                                                     std::string_view owner);

}  // namespace handsight
