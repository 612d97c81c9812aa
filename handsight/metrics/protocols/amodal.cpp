// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/metrics/amodal.h"

#include "handsight/metrics/protocol.h"

namespace handsight {
namespace {

std::vector<NamedValue> measure(Pictures pictures) {
  return measure_amodal(pictures, Hallucination::kForgiven);
}

}  // namespace

ProtocolEntry amodal_protocol() {
  return {.name = "amodal",
          .task = Task::kParts,
          .reference = "ETHand, amodal hand segmentation, 2021; its utils.py segm_iou",
          .summary =
              "IoU of each part with 20 true pixels, averaged over the parts of a hand, then over "
              "hands",
          .measure = measure};
}

}  // namespace handsight
