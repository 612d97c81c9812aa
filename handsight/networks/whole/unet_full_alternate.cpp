// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/unet.h"

namespace handsight {
namespace {

struct Options : UnetOptions {
  static constexpr std::string_view kOwner = "network unet_full_alternate";
  static std::vector<OutputMap> outputs(std::int64_t classes) { return mask_output(classes); }
  Options() { norm = "alternate"; }
};

}  // namespace

NetworkEntry unet_full_alternate_network() {
  return unet_entry<Options>(
      "unet_full_alternate",
      "Ronneberger, Fischer and Brox, U-Net, MICCAI 2015; Krener-Iversen, final network with batch "
      "normalisation alternately between convolutions",
      {.channels = 3, .height = 240, .width = 135});
}

}  // namespace handsight
