// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/metrics/protocol.h"
#include "handsight/metrics/urooj.h"

namespace handsight {
namespace {

std::vector<NamedValue> measure(Pictures pictures) {
  return measure_urooj(pictures, ZeroOverlap::kLeft);
}

}  // namespace

ProtocolEntry urooj_eyth_protocol() {
  return {
      .name = "urooj.eyth",
      .task = Task::kMask,
      .reference =
          "Urooj and Borji, Analysis of hand segmentation in the wild, CVPR 2018; their "
          "computeAccuracyEYTH.m",
      .summary = "as urooj, but pictures without a right pixel are left out of the mean: flatters",
      .measure = measure};
}

}  // namespace handsight
