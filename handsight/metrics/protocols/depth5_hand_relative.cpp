// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/metrics/depth_score.h"
#include "handsight/metrics/mask_metrics.h"
#include "handsight/metrics/protocol.h"

namespace handsight {
namespace {

std::vector<NamedValue> measure(Pictures pictures) {
  const auto sum = sum_depth(pictures, &DepthRecord::hand);
  const double score = share_of(static_cast<double>(sum.within_relative), sum);
  return {{"score", score},
          {"average", (score + f1(sum_masks(pictures))) / 2},
          {"mean_error", share_of(sum.absolute_error, sum)}};
}

}  // namespace

ProtocolEntry depth5_hand_relative_protocol() {
  return {.name = "depth5.hand.relative",
          .task = Task::kDepth,
          .reference = "Wu and Qian, hand depth and segmentation, CS231N, section 4",
          .summary =
              "share of hand pixels whose depth is right within 5 % of itself; average with the F1 "
              "of the mask",
          .measure = measure};
}

}  // namespace handsight
