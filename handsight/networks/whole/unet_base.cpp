// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/unet.h"

namespace handsight {
namespace {

// The pictures of the report were padded from 135 to 144 for both of its networks.
struct Options : UnetOptions {
  static constexpr std::string_view kOwner = "network unet_base";
  static std::vector<OutputMap> outputs(std::int64_t classes) { return mask_output(classes); }
  Options() {
    depth = 3;
    convs = 1;
    norm = "none";
    pad = 16;
  }
};

}  // namespace

NetworkEntry unet_base_network() {
  return unet_entry<Options>("unet_base",
                             "Ronneberger, Fischer and Brox, U-Net, MICCAI 2015; Krener-Iversen, "
                             "baseline: 948,034 parameters",
                             {.channels = 3, .height = 240, .width = 135});
}

}  // namespace handsight
