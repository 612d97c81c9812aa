// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/mobilenet_fcn.h"

namespace handsight {
namespace {

constexpr std::string_view kOwner = "network mnet_seg";

struct MnetSegOptions {};

template <class Field>
void visit_fields(MnetSegOptions&, Field&&) {}

std::vector<OutputMap> mask_and_palm() {
  return joined(
      mask_output(2),
      {{.name = "palm_centre", .kind = OutputKind::kHeatmaps, .first = 0, .channels = 1}});
}

}  // namespace

NetworkEntry mnet_seg_network() {
  return {.name = "mnet_seg",
          .reference =
              "Sandler et al., MobileNetV2, CVPR 2018; Boehringer and Hartmann, first "
              "approach: the hand and the centre of its palm",
          .input = {.channels = 3, .height = 128, .width = 128},
          .make = [](const Json& settings) -> std::shared_ptr<Network> {
            (void)parse_fields<MnetSegOptions>(settings, kOwner);
            return make_mobilenet_fcn(mask_and_palm(), kOwner);
          },
          .options = describe_fields<MnetSegOptions>};
}

}  // namespace handsight
