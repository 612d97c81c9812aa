// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/resnet.h"

namespace handsight {
namespace {

struct Resnet18 {
  static constexpr std::string_view kName = "resnet18";
  static constexpr ResnetShape kShape{.block = ResnetBlock::kBasic, .blocks = {2, 2, 2, 2}};
};

}  // namespace

EncoderEntry resnet18_encoder() { return resnet_entry<Resnet18>(); }

}  // namespace handsight
