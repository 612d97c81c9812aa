// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/conv_head.h"

namespace handsight {
namespace {

constexpr std::string_view kOwner = "head parts";

struct PartsOptions : ConvHeadOptions {
  std::int64_t classes = 17;
};

template <class Field>
void visit_fields(PartsOptions& o, Field&& field) {
  field("classes", o.classes, Range{2, 512}, "classes a hand, background included");
  visit_fields(static_cast<ConvHeadOptions&>(o), field);
}

}  // namespace

HeadEntry parts_head() {
  return {.name = "parts",
          .summary =
              "amodal parts: a softmax for the left hand and one for the right, as one may hide "
              "the other",
          .make = [](std::int64_t in_channels, const Json& settings) -> std::shared_ptr<Head> {
            const auto options = parse_fields<PartsOptions>(settings, kOwner);
            return make_conv_head(in_channels, part_outputs(options.classes), options, kOwner);
          },
          .options = describe_fields<PartsOptions>};
}

}  // namespace handsight
