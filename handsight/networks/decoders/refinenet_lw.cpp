// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/refinenet.h"

namespace handsight {
namespace {

constexpr std::string_view kOwner = "decoder refinenet_lw";

}  // namespace

DecoderEntry refinenet_lw_decoder() {
  return {.name = "refinenet_lw",
          .reference = "Nekrasov, Shen and Reid, Light-Weight RefineNet, BMVC 2018",
          .make = [](const std::vector<FeatureLevel>& levels,
                     const Json& options) -> std::shared_ptr<Decoder> {
            return make_refinenet(levels, parse_fields<RefinenetOptions>(options, kOwner),
                                  RefinenetForm::kLight, kOwner);
          },
          .options = describe_fields<RefinenetOptions>};
}

}  // namespace handsight
