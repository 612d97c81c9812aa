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

std::string_view name_of(TargetKind kind) {
  switch (kind) {
    case TargetKind::kClasses:
      return "classes";
    case TargetKind::kDepth:
      return "depth";
    case TargetKind::kKeypoints:
      return "keypoints";
  }
  return "unknown";
}

LossEntry find_loss(std::string_view name) {
  std::string known;
  for (const auto& entry : loss_catalog()) {
    if (entry.name == name) return entry;
    known.append(known.empty() ? "" : ", ").append(entry.name);
  }
  fail("unknown loss '", name, "'; known losses: ", known);
}

Loss make_loss(std::string_view name, const Json& options) { return find_loss(name).make(options); }

}  // namespace handsight
