// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/unet.h"

namespace handsight {
namespace {

// Widths 64, 128, 256, 512, 512. The first 17 maps are the left hand, the last 17 the right one.
struct Options : UnetOptions {
  static constexpr std::string_view kOwner = "network unet34";
  static std::vector<OutputMap> outputs(std::int64_t classes) { return part_outputs(classes / 2); }
  Options() {
    base = 64;
    up = "bilinear";
    classes = 34;
  }
};

}  // namespace

NetworkEntry unet34_network() {
  return unet_entry<Options>("unet34",
                             "Ronneberger, Fischer and Brox, U-Net, MICCAI 2015; amodal baseline, "
                             "17 classes a hand, two independent softmaxes",
                             {.channels = 3, .height = 128, .width = 128});
}

}  // namespace handsight
