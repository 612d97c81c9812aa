// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/metrics/mask_metrics.h"
#include "handsight/metrics/protocol.h"

namespace handsight {
namespace {

std::vector<NamedValue> measure(Pictures pictures) {
  require_pictures(pictures);
  SidesRecord sum;
  for (const auto* picture : pictures) {
    sum.left += picture->sides->left;
    sum.right += picture->sides->right;
    sum.kept += picture->sides->kept;
    sum.swapped += picture->sides->swapped;
  }
  const auto decided = static_cast<double>(sum.kept + sum.swapped);
  return {{"miou", (iou(sum.left) + iou(sum.right)) / 2},
          {"iou_left", iou(sum.left)},
          {"iou_right", iou(sum.right)},
          {"side_accuracy", decided > 0 ? static_cast<double>(sum.kept) / decided : 1.0}};
}

}  // namespace

ProtocolEntry sides_protocol() {
  return {.name = "sides",
          .task = Task::kSides,
          .reference = "-",
          .summary =
              "IoU of the left and of the right hand, pixels counted over all pictures; share of "
              "right pixels among those given to one hand alone",
          .measure = measure};
}

}  // namespace handsight
