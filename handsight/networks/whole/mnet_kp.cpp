// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/mobilenet_fcn.h"

namespace handsight {
namespace {

constexpr std::string_view kOwner = "network mnet_kp";

struct MnetKpOptions {
  std::int64_t points = 21;
};

template <class Field>
void visit_fields(MnetKpOptions& o, Field&& field) {
  field("points", o.points, Range{1, 1024}, "key-points");
}

}  // namespace

NetworkEntry mnet_kp_network() {
  return {.name = "mnet_kp",
          .reference =
              "Sandler et al., MobileNetV2, CVPR 2018; Boehringer and Hartmann, first "
              "approach: key-points of a crop",
          .input = {.channels = 3, .height = 128, .width = 128},
          .make = [](const Json& settings) -> std::shared_ptr<Network> {
            const auto options = parse_fields<MnetKpOptions>(settings, kOwner);
            return make_mobilenet_fcn(keypoint_output(options.points), kOwner);
          },
          .options = describe_fields<MnetKpOptions>};
}

}  // namespace handsight
