// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/metrics/urooj.h"

#include <algorithm>

#include "handsight/metrics/mask_metrics.h"

namespace handsight {

std::vector<NamedValue> measure_urooj(Pictures pictures, ZeroOverlap zero) {
  require_pictures(pictures);
  double iou_sum = 0.0;
  double precision_sum = 0.0;
  double recall_sum = 0.0;
  double touched = 0.0;
  for (const auto* picture : pictures) {
    const auto& counts = *picture->mask;
    if (counts.true_positive == 0) continue;
    touched += 1.0;
    iou_sum += iou(counts);
    precision_sum += precision(counts);
    recall_sum += recall(counts);
  }
  const double all = static_cast<double>(pictures.size());
  const double count = zero == ZeroOverlap::kCounts ? all : std::max(touched, 1.0);
  return {{"iou", iou_sum / count},
          {"precision", precision_sum / count},
          {"recall", recall_sum / count}};
}

}  // namespace handsight
