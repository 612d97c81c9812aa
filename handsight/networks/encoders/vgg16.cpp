// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/vgg.h"

namespace handsight {
namespace {

struct Vgg16Options {
  std::int64_t base = 64;
};

template <class Field>
void visit_fields(Vgg16Options& o, Field&& field) {
  field("base", o.base, Range{4, 128}, "channels of the first stage; pretrained weights have 64");
}

}  // namespace

EncoderEntry vgg16_encoder() {
  return {.name = "vgg16",
          .reference =
              "Simonyan and Zisserman, VGG-16, ICLR 2015; weights as "
              "torchvision names them",
          .make = [](const Json& settings) -> std::shared_ptr<Encoder> {
            const auto options = parse_fields<Vgg16Options>(settings, "encoder vgg16");
            return make_vgg_encoder({.norm = false, .base = options.base});
          },
          .options = describe_fields<Vgg16Options>};
}

}  // namespace handsight
