// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "handsight/networks/blocks/composed.h"

namespace handsight {
namespace {

constexpr std::string_view kOwner = "network unetpp_regnety_032";

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
  return make_composed({{"encoder", "regnety_032"},
                        {"decoder", "unetpp"},
                        {"heads", {"parts"}},
                        {"head_options", {{"parts", {{"classes", options.classes}}}}},
                        {"frozen_norm", options.frozen_norm}},
                       kOwner);
}

}  // namespace

NetworkEntry unetpp_regnety_032_network() {
  return {.name = "unetpp_regnety_032",
          .reference =
              "UNet++ over RegNetY-3.2GF, both hands' parts: generator G2 of the amodal "
              "segmentation report",
          .input = {.channels = 3, .height = 128, .width = 128},
          .make = make,
          .options = describe_fields<Options>};
}

}  // namespace handsight
