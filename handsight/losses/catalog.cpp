// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "handsight/core/error.h"
#include "handsight/losses/loss.h"

namespace handsight {

#define HS_UNIT(unit) LossEntry unit##_loss();
#include "losses_units.inc"
#undef HS_UNIT

std::vector<LossEntry> loss_catalog() {
  return {
#define HS_UNIT(unit) unit##_loss(),
#include "losses_units.inc"
#undef HS_UNIT
  };
}

Loss make_loss(std::string_view name, const Json& options) {
  std::string known;
  for (const auto& entry : loss_catalog()) {
    if (entry.name == name) return entry.make(options);
    known.append(known.empty() ? "" : ", ").append(entry.name);
  }
  fail("unknown loss '", name, "'; known losses: ", known);
}

}  // namespace handsight
