// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "handsight/core/json.h"
#include "handsight/networks/discriminator.h"
#include "handsight/networks/encoder.h"
#include "handsight/networks/network.h"

namespace handsight {

/// Sizes of a network, for `list networks`.
struct NetworkCost {
  std::int64_t parameters = 0;
  std::int64_t buffers = 0;  ///< running means and variances of batch normalisation
  std::int64_t macs = 0;  ///< of convolutions, transposed convolutions and linear layers, batch 1
};

/// Counts from shapes alone, in evaluation mode: no weight gets memory and nothing is multiplied,
/// so that a network of gigabytes costs milliseconds. Throws InvalidArgument when the options are
/// not allowed.
[[nodiscard]] NetworkCost measure_cost(const NetworkEntry& entry, const InputSize& input,
                                       const Json& options);
[[nodiscard]] NetworkCost measure_cost(const DiscriminatorEntry& entry, const InputSize& input,
                                       const Json& options);
[[nodiscard]] NetworkCost measure_cost(const EncoderEntry& entry, const InputSize& input,
                                       const Json& options);

}  // namespace handsight
