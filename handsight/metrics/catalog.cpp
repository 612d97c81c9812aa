// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <string>

#include "handsight/core/error.h"
#include "handsight/metrics/protocol.h"

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

std::vector<std::string> metric_names(std::span<const Task> tasks) {
  const auto blank = blank_record();
  const std::array<const PictureRecord*, 1> pictures{&blank};
  std::vector<std::string> names;
  for (const auto& entry : protocol_catalog()) {
    if (std::find(tasks.begin(), tasks.end(), entry.task) == tasks.end()) continue;
    for (const auto& value : entry.measure(pictures)) {
      names.push_back(std::string(entry.name) + "." + value.name);
    }
  }
  return names;
}

void require_pictures(Pictures pictures) {
  if (pictures.empty()) fail("metrics: there is no picture to measure; expected at least one");
}

std::vector<const PictureRecord*> with_task(std::span<const PictureRecord> pictures, Task task) {
  std::vector<const PictureRecord*> chosen;
  for (const auto& picture : pictures) {
    if (has_task(picture, task)) chosen.push_back(&picture);
  }
  return chosen;
}

Confusion sum_masks(Pictures pictures) {
  require_pictures(pictures);
  Confusion sum;
  for (const auto* picture : pictures) {
    if (picture->mask) sum += *picture->mask;
  }
  return sum;
}

}  // namespace handsight
