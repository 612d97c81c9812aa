// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/metrics/mask_metrics.h"

namespace handsight {
namespace {

std::vector<NamedValue> measure(std::span<const Confusion> images) {
  const auto sum = sum_counts(images);
  return {
      {"f1", f1(sum)}, {"iou", iou(sum)}, {"precision", precision(sum)}, {"recall", recall(sum)}};
}

}  // namespace

ProtocolEntry micro_protocol() {
  return {.name = "micro",
          .reference = "van Rijsbergen, Information Retrieval, 2nd ed., 1979 (F measure)",
          .summary = "pixels of the hand counted over all pictures together",
          .measure = measure};
}

}  // namespace handsight
