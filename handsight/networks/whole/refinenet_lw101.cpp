// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "handsight/networks/blocks/composed.h"

namespace handsight {
namespace {

constexpr std::string_view kOwner = "network refinenet_lw101";

struct Options {
  std::int64_t classes = 2;
  bool frozen_norm = false;
};

template <class Field>
void visit_fields(Options& o, Field&& field) {
  field("classes", o.classes, Range{1, 512}, "maps of logits; 1 is hand against background");
  field("frozen_norm", o.frozen_norm, Any{},
        "whether the encoder's batch normalisation keeps its statistics while training");
}

std::shared_ptr<Network> make(const Json& settings) {
  const auto options = parse_fields<Options>(settings, kOwner);
  return make_composed({{"encoder", "resnet101"},
                        {"decoder", "refinenet_lw"},
                        {"heads", {"mask"}},
                        {"head_options", {{"mask", {{"classes", options.classes}}}}},
                        {"frozen_norm", options.frozen_norm}},
                       kOwner);
}

}  // namespace

NetworkEntry refinenet_lw101_network() {
  return {.name = "refinenet_lw101",
          .reference = "Nekrasov, Shen and Reid, Light-Weight RefineNet over ResNet-101, BMVC 2018",
          .input = {.channels = 3, .height = 512, .width = 512},
          .make = make,
          .options = describe_fields<Options>};
}

}  // namespace handsight
