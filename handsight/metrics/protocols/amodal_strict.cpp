// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/metrics/amodal.h"
#include "handsight/metrics/protocol.h"

namespace handsight {
namespace {

std::vector<NamedValue> measure(Pictures pictures) {
  return measure_amodal(pictures, Hallucination::kPunished);
}

}  // namespace

ProtocolEntry amodal_strict_protocol() {
  return {
      .name = "amodal.strict",
      .task = Task::kParts,
      .reference = "ours",
      .summary = "as amodal, but a part that is not there and is found with 20 pixels counts as 0",
      .measure = measure};
}

}  // namespace handsight
