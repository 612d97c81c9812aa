// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/resnet.h"

namespace handsight {
namespace {

struct Resnet50 {
  static constexpr std::string_view kName = "resnet50";
  static constexpr ResnetShape kShape{.block = ResnetBlock::kBottleneck, .blocks = {3, 4, 6, 3}};
};

}  // namespace

EncoderEntry resnet50_encoder() { return resnet_entry<Resnet50>(); }

}  // namespace handsight
