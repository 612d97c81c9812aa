// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/unet.h"

namespace handsight {
namespace {

struct Options : UnetOptions {
  static constexpr std::string_view kOwner = "network unet";
  static std::vector<OutputMap> outputs(std::int64_t classes) { return mask_output(classes); }
};

}  // namespace

NetworkEntry unet_network() {
  return unet_entry<Options>("unet", "Ronneberger, Fischer and Brox, U-Net, MICCAI 2015",
                             {.channels = 3, .height = 256, .width = 256});
}

}  // namespace handsight
