// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/metrics/mask_metrics.h"
#include "handsight/metrics/protocol.h"

namespace handsight {
namespace {

std::vector<NamedValue> measure(Pictures pictures) {
  const auto sum = sum_masks(pictures);
  const double hand = iou(sum);
  const double background = background_iou(sum);
  return {{"iou", (hand + background) / 2}, {"iou_hand", hand}, {"iou_background", background}};
}

}  // namespace

ProtocolEntry two_class_mean_protocol() {
  return {.name = "two-class-mean",
          .task = Task::kMask,
          .reference = "Long et al., Fully convolutional networks, CVPR 2015 (mean IU)",
          .summary = "mean of background and hand IoU, pixels counted over all pictures together",
          .measure = measure};
}

}  // namespace handsight
