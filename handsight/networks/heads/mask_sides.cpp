// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/conv_head.h"

namespace handsight {
namespace {

constexpr std::string_view kOwner = "head mask_sides";

}  // namespace

HeadEntry mask_sides_head() {
  return {
      .name = "mask_sides",
      .summary = "one logit for the left hand and one for the right; a pixel may belong to both",
      .make = [](std::int64_t in_channels, const Json& settings) -> std::shared_ptr<Head> {
        return make_conv_head(in_channels, mask_sides_outputs(),
                              parse_fields<ConvHeadOptions>(settings, kOwner), kOwner);
      },
      .options = describe_fields<ConvHeadOptions>};
}

}  // namespace handsight
