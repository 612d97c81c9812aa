// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/resnet.h"

namespace handsight {
namespace {

struct Resnet101 {
  static constexpr std::string_view kName = "resnet101";
  static constexpr ResnetShape kShape{.block = ResnetBlock::kBottleneck, .blocks = {3, 4, 23, 3}};
};

}  // namespace

EncoderEntry resnet101_encoder() { return resnet_entry<Resnet101>(); }

}  // namespace handsight
