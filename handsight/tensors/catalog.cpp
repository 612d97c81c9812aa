// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "handsight/core/error.h"
#include "handsight/tensors/augmentation.h"

namespace handsight {

#define HS_UNIT(unit) AugmentationEntry unit##_augmentation();
#include "augmentations_units.inc"
#undef HS_UNIT

std::vector<AugmentationEntry> augmentation_catalog() {
  return {
#define HS_UNIT(unit) unit##_augmentation(),
#include "augmentations_units.inc"
#undef HS_UNIT
  };
}

Augmentation make_augmentation(std::string_view name, const Json& options) {
  std::string known;
  for (const auto& entry : augmentation_catalog()) {
    if (entry.name == name) return entry.make(options);
    known.append(known.empty() ? "" : ", ").append(entry.name);
  }
  fail("unknown augmentation '", name, "'; known augmentations: ", known);
}

}  // namespace handsight
