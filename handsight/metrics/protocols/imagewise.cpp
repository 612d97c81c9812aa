// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/core/error.h"
#include "handsight/metrics/mask_metrics.h"

namespace handsight {
namespace {

constexpr double kFoundIou = 0.5;

std::vector<NamedValue> measure(std::span<const Confusion> images) {
  if (images.empty()) fail("metrics: there is no picture to measure; expected at least one");
  const auto pictures = static_cast<double>(images.size());
  double iou_sum = 0.0;
  double f1_sum = 0.0;
  double found = 0.0;
  for (const auto& image : images) {
    const double overlap = iou(image);
    iou_sum += overlap;
    f1_sum += f1(image);
    found += overlap > kFoundIou ? 1.0 : 0.0;
  }
  return {{"iou", iou_sum / pictures},
          {"f1", f1_sum / pictures},
          {"share_above_half", found / pictures}};
}

}  // namespace

ProtocolEntry imagewise_protocol() {
  return {.name = "imagewise",
          .reference = "Everingham et al., The PASCAL VOC challenge, IJCV 2010 (overlap above 0.5)",
          .summary = "hand IoU and F1 of each picture, averaged; share of pictures with IoU > 0.5",
          .measure = measure};
}

}  // namespace handsight
