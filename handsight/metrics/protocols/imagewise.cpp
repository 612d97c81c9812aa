// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/metrics/mask_metrics.h"
#include "handsight/metrics/protocol.h"

namespace handsight {
namespace {

constexpr double kFoundIou = 0.5;

std::vector<NamedValue> measure(Pictures pictures) {
  require_pictures(pictures);
  const auto count = static_cast<double>(pictures.size());
  double iou_sum = 0.0;
  double f1_sum = 0.0;
  double found = 0.0;
  for (const auto* picture : pictures) {
    const double overlap = iou(*picture->mask);
    iou_sum += overlap;
    f1_sum += f1(*picture->mask);
    found += overlap > kFoundIou ? 1.0 : 0.0;
  }
  return {{"iou", iou_sum / count}, {"f1", f1_sum / count}, {"share_above_half", found / count}};
}

}  // namespace

ProtocolEntry imagewise_protocol() {
  return {.name = "imagewise",
          .task = Task::kMask,
          .reference = "Everingham et al., The PASCAL VOC challenge, IJCV 2010 (overlap above 0.5)",
          .summary = "hand IoU and F1 of each picture, averaged; share of pictures with IoU > 0.5",
          .measure = measure};
}

}  // namespace handsight
