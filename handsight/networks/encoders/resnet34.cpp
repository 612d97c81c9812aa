// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/resnet.h"

namespace handsight {
namespace {

struct Resnet34 {
  static constexpr std::string_view kName = "resnet34";
  static constexpr ResnetShape kShape{.block = ResnetBlock::kBasic, .blocks = {3, 4, 6, 3}};
};

}  // namespace

EncoderEntry resnet34_encoder() { return resnet_entry<Resnet34>(); }

}  // namespace handsight
