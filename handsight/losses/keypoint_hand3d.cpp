// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <ATen/ATen.h>

#include "handsight/losses/heatmaps.h"
#include "handsight/losses/target.h"

namespace handsight {
namespace {

struct KeypointHand3dOptions : PointChoice {
  double sigma_px = 25.0;
};

template <class Field>
void visit_fields(KeypointHand3dOptions& o, Field&& field) {
  field("sigma_px", o.sigma_px, Range{0.1, 100.0},
        "g falls to 1/e at this distance; 25 px belong to a map of 256 px");
  visit_fields(static_cast<PointChoice&>(o), field);
}

/// Mean over the points that count of sqrt(mean_xy (h - g)^2), g = exp(-d^2 / sigma^2).
///
/// prediction  N K H W, float, heat maps h
/// target      N K 3, x, y in pixels, Visibility
/// returns     scalar >= 0; 0 when no point counts
/// throws      InvalidArgument when sizes differ
///
/// Zimmermann and Brox's training applies it to each of the three stages and adds them up.
at::Tensor keypoint_hand3d(const KeypointHand3dOptions& options, const at::Tensor& prediction,
                           const LossTarget& target) {
  const auto heatmaps = prediction.to(at::kFloat);
  const auto points = checked_points("keypoint_hand3d", options, heatmaps, target.labels);
  const auto truth = gaussian_maps(points.xy, heatmaps, options.sigma_px / std::sqrt(2.0));
  // keeps the slope of the root finite where a map is exactly right
  constexpr double kTiny = 1e-12;
  return mean_where(((heatmaps - truth).square().mean({2, 3}) + kTiny).sqrt(), points.counts);
}

std::vector<LossExample> examples() {
  const auto label = point_in_the_middle();
  const auto truth =
      gaussian_maps(label.slice(2, 0, 2), at::zeros({1, 1, 3, 3}), 25 / std::sqrt(2.0));
  return {
      {.prediction = truth, .target = label, .expected = 0.0},
      // 0.5 off everywhere
      {.prediction = truth + 0.5, .target = label, .expected = 0.5},
  };
}

}  // namespace

LossEntry keypoint_hand3d_loss() {
  return {
      .name = "keypoint_hand3d",
      .reference = "Zimmermann and Brox, Learning to estimate 3D hand pose, ICCV 2017",
      .make = [](const Json& settings) -> Loss {
        const auto options = parse_fields<KeypointHand3dOptions>(settings, "loss keypoint_hand3d");
        return [options](const auto& prediction, const auto& target) {
          return keypoint_hand3d(options, prediction, target);
        };
      },
      .options = describe_fields<KeypointHand3dOptions>,
      .examples = examples,
      .target = TargetKind::kKeypoints,
  };
}

}  // namespace handsight
