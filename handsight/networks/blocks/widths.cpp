// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/widths.h"

#include "handsight/core/error.h"

namespace handsight {

std::vector<std::int64_t> widths_up_to(std::int64_t stride, const std::vector<FeatureLevel>& levels,
                                       const WidthsOptions& options, std::string_view owner) {
  auto steps = levels.size() - 1;
  for (auto reached = levels.back().stride; reached > stride; reached /= 2) ++steps;
  if (options.channels.size() < steps) {
    fail(owner, ": option 'channels' has ", options.channels.size(), " numbers, the encoder needs ",
         steps);
  }
  return {options.channels.begin(), options.channels.begin() + static_cast<std::ptrdiff_t>(steps)};
}

}  // namespace handsight
