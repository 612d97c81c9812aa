// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/conv_head.h"

namespace handsight {
namespace {

constexpr std::string_view kOwner = "head mask_depth";

}  // namespace

HeadEntry mask_depth_head() {
  return {.name = "mask_depth",
          .summary = "one logit of hand against background, and the depth",
          .make = [](std::int64_t in_channels, const Json& settings) -> std::shared_ptr<Head> {
            return make_conv_head(in_channels, mask_depth_outputs(),
                                  parse_fields<ConvHeadOptions>(settings, kOwner), kOwner);
          },
          .options = describe_fields<ConvHeadOptions>};
}

}  // namespace handsight
