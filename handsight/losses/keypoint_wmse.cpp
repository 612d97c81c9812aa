// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <ATen/ATen.h>

#include "handsight/losses/heatmaps.h"
#include "handsight/losses/target.h"

namespace handsight {
namespace {

struct KeypointWmseOptions : PointChoice {
  double sigma_px = 4.0;
  double peak_weight = 50.0;
};

template <class Field>
void visit_fields(KeypointWmseOptions& o, Field&& field) {
  field("sigma_px", o.sigma_px, Range{0.1, 100.0}, "width of the blob; 4 px suit maps of 128 px");
  field("peak_weight", o.peak_weight, Range{0.0, 1e4},
        "how much more the middle of the blob counts");
  visit_fields(static_cast<PointChoice&>(o), field);
}

/// Mean of (1 + w g)(h - g)^2 over the pixels of all maps that count, g a Gaussian with peak 1.
///
/// prediction  N K H W, float, heat maps h
/// target      N K 3, x, y in pixels, Visibility
/// returns     scalar >= 0; 0 when no point counts
/// throws      InvalidArgument when sizes differ
at::Tensor keypoint_wmse(const KeypointWmseOptions& options, const at::Tensor& prediction,
                         const LossTarget& target) {
  const auto heatmaps = prediction.to(at::kFloat);
  const auto points = checked_points("keypoint_wmse", options, heatmaps, target.labels);
  const auto truth = gaussian_maps(points.xy, heatmaps, options.sigma_px);
  const auto error = (1 + options.peak_weight * truth) * (heatmaps - truth).square();
  return mean_where(error.mean({2, 3}), points.counts);
}

std::vector<LossExample> examples() {
  const auto label = point_in_the_middle();
  const auto truth = gaussian_maps(label.slice(2, 0, 2), at::zeros({1, 1, 3, 3}), 4.0);
  // g is 1 in the middle, e^-1/32 at four neighbours, e^-1/16 at the corners: (1 + 50 g) / 4
  const double sum = 1 + 4 * std::exp(-1.0 / 32) + 4 * std::exp(-1.0 / 16);
  return {
      {.prediction = truth, .target = label, .expected = 0.0},
      {.prediction = truth + 0.5, .target = label, .expected = (9 + 50 * sum) / 9 / 4},
  };
}

}  // namespace

LossEntry keypoint_wmse_loss() {
  return {
      .name = "keypoint_wmse",
      .reference = "Gaussian heat maps of MMPose (RHD 2D); the weight on the peak is ours",
      .make = [](const Json& settings) -> Loss {
        const auto options = parse_fields<KeypointWmseOptions>(settings, "loss keypoint_wmse");
        return [options](const auto& prediction, const auto& target) {
          return keypoint_wmse(options, prediction, target);
        };
      },
      .options = describe_fields<KeypointWmseOptions>,
      .examples = examples,
      .target = TargetKind::kKeypoints,
  };
}

}  // namespace handsight
