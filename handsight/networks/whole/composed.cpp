// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/composed.h"

namespace handsight {

NetworkEntry composed_network() {
  return {.name = "composed",
          .reference = "any encoder under any decoder with any heads",
          .input = {.channels = 3, .height = 256, .width = 256},
          .make = [](const Json& settings) -> std::shared_ptr<Network> {
            return make_composed(settings, "network composed");
          },
          .options = composed_fields};
}

}  // namespace handsight
