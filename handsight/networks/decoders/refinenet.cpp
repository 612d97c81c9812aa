// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/refinenet.h"

namespace handsight {
namespace {

constexpr std::string_view kOwner = "decoder refinenet";

}  // namespace

DecoderEntry refinenet_decoder() {
  return {.name = "refinenet",
          .reference = "Lin et al., RefineNet, CVPR 2017",
          .make = [](const std::vector<FeatureLevel>& levels,
                     const Json& options) -> std::shared_ptr<Decoder> {
            return make_refinenet(levels, parse_fields<RefinenetOptions>(options, kOwner),
                                  RefinenetForm::kFull, kOwner);
          },
          .options = describe_fields<RefinenetOptions>};
}

}  // namespace handsight
