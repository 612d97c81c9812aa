// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/patch_discriminator.h"

namespace handsight {
namespace {

struct Patchgan {
  static constexpr std::string_view kName = "patchgan";
  static constexpr std::string_view kReference =
      "Isola et al., pix2pix, CVPR 2017: patches of 70 pixels, as CycleGAN uses them";
  static constexpr PatchShape kShape{
      .channels = 3, .strides = {2, 2, 2, 1, 1}, .norm = PatchNorm::kInstance};
};

}  // namespace

DiscriminatorEntry patchgan_discriminator() { return patch_discriminator_entry<Patchgan>(); }

}  // namespace handsight
