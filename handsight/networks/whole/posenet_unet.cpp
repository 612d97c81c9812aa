// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/unet.h"

namespace handsight {
namespace {

struct Options : UnetOptions {
  static constexpr std::string_view kOwner = "network posenet_unet";
  static std::vector<OutputMap> outputs(std::int64_t points) { return keypoint_output(points); }
  Options() {
    bias = false;
    classes = 21;
  }
};

}  // namespace

NetworkEntry posenet_unet_network() {
  return unet_entry<Options>("posenet_unet",
                             "Ronneberger, Fischer and Brox, U-Net, MICCAI 2015; Boehringer and "
                             "Hartmann, key-point heat maps",
                             {.channels = 3, .height = 128, .width = 128});
}

}  // namespace handsight
