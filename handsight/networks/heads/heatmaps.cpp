// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/conv_head.h"

namespace handsight {
namespace {

constexpr std::string_view kOwner = "head heatmaps";

struct HeatmapsOptions : ConvHeadOptions {
  std::int64_t points = 21;
};

template <class Field>
void visit_fields(HeatmapsOptions& o, Field&& field) {
  field("points", o.points, Range{1, 1024}, "key-points");
  visit_fields(static_cast<ConvHeadOptions&>(o), field);
}

}  // namespace

HeadEntry heatmaps_head() {
  return {.name = "heatmaps",
          .summary = "one heat map a key-point",
          .make = [](std::int64_t in_channels, const Json& settings) -> std::shared_ptr<Head> {
            const auto options = parse_fields<HeatmapsOptions>(settings, kOwner);
            return make_conv_head(in_channels, keypoint_output(options.points), options, kOwner);
          },
          .options = describe_fields<HeatmapsOptions>};
}

}  // namespace handsight
