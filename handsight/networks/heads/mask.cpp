// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/conv_head.h"

namespace handsight {
namespace {

constexpr std::string_view kOwner = "head mask";

struct MaskOptions : ConvHeadOptions {
  std::int64_t classes = 1;
};

template <class Field>
void visit_fields(MaskOptions& o, Field&& field) {
  field("classes", o.classes, Range{1, 1024}, "maps of logits; 1 is hand against background");
  visit_fields(static_cast<ConvHeadOptions&>(o), field);
}

}  // namespace

HeadEntry mask_head() {
  return {.name = "mask",
          .summary = "one logit of hand against background, or a softmax of several classes",
          .make = [](std::int64_t in_channels, const Json& settings) -> std::shared_ptr<Head> {
            const auto options = parse_fields<MaskOptions>(settings, kOwner);
            return make_conv_head(in_channels, mask_output(options.classes), options, kOwner);
          },
          .options = describe_fields<MaskOptions>};
}

}  // namespace handsight
