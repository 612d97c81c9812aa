// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/unet.h"

namespace handsight {
namespace {

struct Options : UnetOptions {
  static constexpr std::string_view kOwner = "network handseg_unet";
  static std::vector<OutputMap> outputs(std::int64_t classes) { return mask_output(classes); }
  Options() { bias = false; }
};

}  // namespace

NetworkEntry handseg_unet_network() {
  return unet_entry<Options>("handseg_unet",
                             "Ronneberger, Fischer and Brox, U-Net, MICCAI 2015; Boehringer and "
                             "Hartmann, hand segmentation",
                             {.channels = 3, .height = 128, .width = 128});
}

}  // namespace handsight
