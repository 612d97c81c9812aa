// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/patch_discriminator.h"

namespace handsight {
namespace {

struct DiscCode {
  static constexpr std::string_view kName = "disc_code";
  static constexpr std::string_view kReference =
      "the amodal segmentation report as it was coded: half as wide, two maps in";
  static constexpr PatchShape kShape{.channels = 2,
                                     .base = 32,
                                     .strides = {2, 2, 2, 2, 1},
                                     .last_padding = 0,
                                     .norm = PatchNorm::kBatch,
                                     .bias = false};
};

}  // namespace

DiscriminatorEntry disc_code_discriminator() { return patch_discriminator_entry<DiscCode>(); }

}  // namespace handsight
