// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/metrics/mask_metrics.h"
#include "handsight/metrics/protocol.h"

namespace handsight {
namespace {

std::vector<NamedValue> measure(Pictures pictures) {
  const auto sum = sum_masks(pictures);
  return {
      {"f1", f1(sum)}, {"iou", iou(sum)}, {"precision", precision(sum)}, {"recall", recall(sum)}};
}

}  // namespace

ProtocolEntry micro_protocol() {
  return {.name = "micro",
          .task = Task::kMask,
          .reference = "van Rijsbergen, Information Retrieval, 2nd ed., 1979 (F measure)",
          .summary = "pixels of the hand counted over all pictures together",
          .measure = measure};
}

}  // namespace handsight
