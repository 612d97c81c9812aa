// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/patch_discriminator.h"

namespace handsight {
namespace {

struct DiscPaper {
  static constexpr std::string_view kName = "disc_paper";
  static constexpr std::string_view kReference =
      "Radford, Metz and Chintala, DCGAN, ICLR 2016; amodal segmentation report, on probabilities "
      "of both hands";
  static constexpr PatchShape kShape{.channels = 34, .norm = PatchNorm::kBatch, .bias = false};
};

}  // namespace

DiscriminatorEntry disc_paper_discriminator() { return patch_discriminator_entry<DiscPaper>(); }

}  // namespace handsight
