// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <ATen/ATen.h>

#include "handsight/losses/depth_error.h"
#include "handsight/losses/target.h"

namespace handsight {
namespace {

/// Mean of (d - D)^2 over the pixels that count.
///
/// prediction  N 1 H W, float, depth in the unit of the target
/// target      N H W, float, 0 = no reading
/// returns     scalar >= 0; 0 when no pixel counts
/// throws      InvalidArgument when sizes differ
///
/// The report takes all pixels, the background as depth 0: region 'all'.
at::Tensor depth_l2(const DepthErrorOptions& options, const at::Tensor& prediction,
                    const LossTarget& target) {
  const auto [difference, counts] = depth_error("depth_l2", options, prediction, target);
  return mean_where(difference.square(), counts);
}

std::vector<LossExample> examples() {
  const auto truth = at::tensor({0.5, 0.25, 0.0, 1.0}, at::kFloat).view({1, 2, 2});
  const auto prediction = at::tensor({0.75, 0.25, 9.0, 0.5}, at::kFloat).view({1, 1, 2, 2});
  return {
      {.prediction = truth.unsqueeze(1), .target = truth, .expected = 0.0},
      // (0.25^2 + 0 + 0.5^2) / 3; the third pixel has no reading
      {.prediction = prediction, .target = truth, .expected = 0.3125 / 3},
  };
}

}  // namespace

LossEntry depth_l2_loss() {
  return {
      .name = "depth_l2",
      .reference = "Wu and Qian, hand depth and segmentation, CS231N (L_depth)",
      .make = [](const Json& settings) -> Loss {
        const auto options = parse_fields<DepthErrorOptions>(settings, "loss depth_l2");
        return [options](const auto& prediction, const auto& target) {
          return depth_l2(options, prediction, target);
        };
      },
      .options = describe_fields<DepthErrorOptions>,
      .examples = examples,
      .target = TargetKind::kDepth,
  };
}

}  // namespace handsight
