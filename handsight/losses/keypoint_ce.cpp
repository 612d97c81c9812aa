// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <ATen/ATen.h>

#include "handsight/losses/heatmaps.h"
#include "handsight/losses/target.h"

namespace handsight {
namespace {

struct KeypointCeOptions : PointChoice {
  double sigma_px = 2.0;
};

template <class Field>
void visit_fields(KeypointCeOptions& o, Field&& field) {
  field("sigma_px", o.sigma_px, Range{0.1, 100.0}, "width of the target distribution");
  visit_fields(static_cast<PointChoice&>(o), field);
}

/// Cross entropy of each map's softmax over its pixels with a Gaussian p of sum 1 at the point:
/// the mean over the points that count of -sum_xy p log softmax_xy(h).
///
/// prediction  N K H W, float, heat maps h
/// target      N K 3, x, y in pixels, Visibility
/// returns     scalar >= 0; 0 when no point counts
/// throws      InvalidArgument when sizes differ
at::Tensor keypoint_ce(const KeypointCeOptions& options, const at::Tensor& prediction,
                       const LossTarget& target) {
  const auto heatmaps = prediction.to(at::kFloat);
  const auto points = checked_points("keypoint_ce", options, heatmaps, target.labels);
  const auto truth = gaussian_distributions(points.xy, heatmaps, options.sigma_px);
  const auto log_q = heatmaps.flatten(2).log_softmax(2);
  return mean_where(-(truth.flatten(2) * log_q).sum(2), points.counts);
}

std::vector<LossExample> examples() {
  const auto label = point_in_the_middle();
  // weights 1, e^-1/8, e^-1/4 of middle, neighbours, corners; h is 8 in the middle, 0 elsewhere
  const double sum = 1 + 4 * std::exp(-0.125) + 4 * std::exp(-0.25);
  const auto peak = at::zeros({1, 1, 3, 3});
  peak.select(2, 1).select(2, 1).fill_(8.0);
  return {
      // a flat map is 1/9 everywhere
      {.prediction = at::full({1, 1, 3, 3}, 7.0), .target = label, .expected = std::log(9.0)},
      {.prediction = peak, .target = label, .expected = std::log(std::exp(8.0) + 8) - 8 / sum},
  };
}

}  // namespace

LossEntry keypoint_ce_loss() {
  return {
      .name = "keypoint_ce",
      .reference =
          "Iqbal et al., Hand pose estimation via 2.5D heatmaps, ECCV 2018 (softmax over a map)",
      .make = [](const Json& settings) -> Loss {
        const auto options = parse_fields<KeypointCeOptions>(settings, "loss keypoint_ce");
        return [options](const auto& prediction, const auto& target) {
          return keypoint_ce(options, prediction, target);
        };
      },
      .options = describe_fields<KeypointCeOptions>,
      .examples = examples,
      .target = TargetKind::kKeypoints,
  };
}

}  // namespace handsight
