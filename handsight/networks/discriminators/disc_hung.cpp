// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/patch_discriminator.h"

namespace handsight {
namespace {

struct DiscHung {
  static constexpr std::string_view kName = "disc_hung";
  static constexpr std::string_view kReference =
      "Hung et al., Adversarial Learning for Semi-Supervised Semantic Segmentation, BMVC 2018";
  static constexpr PatchShape kShape{.channels = 34};
};

}  // namespace

DiscriminatorEntry disc_hung_discriminator() { return patch_discriminator_entry<DiscHung>(); }

}  // namespace handsight
