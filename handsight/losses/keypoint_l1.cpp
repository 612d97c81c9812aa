// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <ATen/ATen.h>

#include "handsight/losses/heatmaps.h"
#include "handsight/losses/target.h"

namespace handsight {
namespace {

/// Mean of |h - g| over the pixels of all maps that count; g is a Gaussian at the labelled point.
///
/// prediction  N K H W, float, heat maps h
/// target      N K 3, x, y in pixels, Visibility; the mask where mask_level is used
/// returns     scalar >= 0; 0 when no point counts
/// throws      InvalidArgument when sizes differ or a mask is needed and missing
///
/// With the report's peak 'blurred_one_hot' an empty map is nearly perfect (its error is below
/// 1e-5), which is how its networks came to answer nothing.
at::Tensor keypoint_l1(const RegressionOptions& options, const at::Tensor& prediction,
                       const LossTarget& target) {
  const auto [difference, counts] = heatmap_error("keypoint_l1", options, prediction, target);
  return mean_where(difference.abs(), counts.expand_as(difference));
}

std::vector<LossExample> examples() {
  const auto label = point_in_the_middle();
  const auto same = gaussian_maps(label.slice(2, 0, 2), at::zeros({1, 1, 3, 3}), 2.0);
  return {
      {.prediction = same, .target = label, .expected = 0.0},
      // sigma 2: g is 1 in the middle, e^-1/8 at four neighbours, e^-1/4 at the corners
      {.prediction = at::zeros({1, 1, 3, 3}),
       .target = label,
       .expected = (1 + 4 * std::exp(-0.125) + 4 * std::exp(-0.25)) / 9},
  };
}

}  // namespace

LossEntry keypoint_l1_loss() {
  return {
      .name = "keypoint_l1",
      .reference = "Boehringer and Hartmann's PoseNet; Tompson et al., NIPS 2014 (heat maps)",
      .make = [](const Json& settings) -> Loss {
        const auto options = parse_fields<RegressionOptions>(settings, "loss keypoint_l1");
        return [options](const auto& prediction, const auto& target) {
          return keypoint_l1(options, prediction, target);
        };
      },
      .options = describe_fields<RegressionOptions>,
      .examples = examples,
      .target = TargetKind::kKeypoints,
  };
}

}  // namespace handsight
