// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "handsight/networks/blocks/composed.h"

namespace handsight {
namespace {

constexpr std::string_view kOwner = "network unet_xception";

struct Options {
  std::int64_t classes = 17;
  bool frozen_norm = false;
};

template <class Field>
void visit_fields(Options& o, Field&& field) {
  field("classes", o.classes, Range{2, 512}, "classes a hand, background included");
  field("frozen_norm", o.frozen_norm, Any{},
        "whether the encoder's batch normalisation keeps its statistics while training");
}

std::shared_ptr<Network> make(const Json& settings) {
  const auto options = parse_fields<Options>(settings, kOwner);
  return make_composed({{"encoder", "xception"},
                        {"decoder", "unet"},
                        {"heads", {"parts"}},
                        {"head_options", {{"parts", {{"classes", options.classes}}}}},
                        {"frozen_norm", options.frozen_norm}},
                       kOwner);
}

}  // namespace

NetworkEntry unet_xception_network() {
  return {
      .name = "unet_xception",
      .reference =
          "U-Net over Xception, both hands' parts: generator G1 of the amodal segmentation report",
      .input = {.channels = 3, .height = 128, .width = 128},
      .make = make,
      .options = describe_fields<Options>};
}

}  // namespace handsight
