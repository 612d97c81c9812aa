// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/metrics/urooj.h"

#include "handsight/metrics/protocol.h"

namespace handsight {
namespace {

std::vector<NamedValue> measure(Pictures pictures) {
  return measure_urooj(pictures, ZeroOverlap::kCounts);
}

}  // namespace

ProtocolEntry urooj_protocol() {
  return {
      .name = "urooj",
      .task = Task::kMask,
      .reference =
          "Urooj and Borji, Analysis of hand segmentation in the wild, CVPR 2018; their getIOU.m",
      .summary =
          "hand IoU, precision and recall of each picture, averaged; 0 where no pixel is right",
      .measure = measure};
}

}  // namespace handsight
