// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "handsight/core/error.h"
#include "handsight/metrics/mask_metrics.h"

namespace handsight {

#define HS_UNIT(unit) ProtocolEntry unit##_protocol();
#include "protocols_units.inc"
#undef HS_UNIT

std::vector<ProtocolEntry> protocol_catalog() {
  return {
#define HS_UNIT(unit) unit##_protocol(),
#include "protocols_units.inc"
#undef HS_UNIT
  };
}

ProtocolEntry find_protocol(std::string_view name) {
  std::string known;
  for (const auto& entry : protocol_catalog()) {
    if (entry.name == name) return entry;
    known.append(known.empty() ? "" : ", ").append(entry.name);
  }
  fail("unknown protocol '", name, "'; known protocols: ", known);
}

}  // namespace handsight
