// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/metrics/depth_score.h"
#include "handsight/metrics/protocol.h"

namespace handsight {
namespace {

std::vector<NamedValue> measure(Pictures pictures) {
  const auto sum = sum_depth(pictures, &DepthRecord::either);
  const double score = share_of(static_cast<double>(sum.within), sum);
  return {{"score", score}, {"mean_error", share_of(sum.absolute_error, sum)}};
}

}  // namespace

ProtocolEntry depth5_either_protocol() {
  return {.name = "depth5.either",
          .task = Task::kDepth,
          .reference = "Wu and Qian, hand depth and segmentation, CS231N, section 4",
          .summary = "as depth5.hand, over pixels of the true or the predicted hand",
          .measure = measure};
}

}  // namespace handsight
