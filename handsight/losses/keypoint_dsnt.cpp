// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <ATen/ATen.h>

#include "handsight/losses/heatmaps.h"
#include "handsight/losses/target.h"

namespace handsight {
namespace {

struct KeypointDsntOptions : PointChoice {
  double sigma_px = 2.0;
  double regularisation = 1.0;
};

template <class Field>
void visit_fields(KeypointDsntOptions& o, Field&& field) {
  field("sigma_px", o.sigma_px, Range{0.1, 100.0}, "width that the map's distribution should have");
  field("regularisation", o.regularisation, Range{0.0, 1000.0}, "weight of the divergence");
  visit_fields(static_cast<PointChoice&>(o), field);
}

// keeps the slope of roots and logarithms finite at 0
constexpr double kTiny = 1e-12;

/// Pixels as (2 i + 1) / size - 1, in (-1, 1): N K 2.
at::Tensor normalised(const at::Tensor& xy, const at::Tensor& heatmaps) {
  const auto sizes = at::tensor({heatmaps.size(3), heatmaps.size(2)}, xy.options());
  return (2 * xy + 1) / sizes - 1;
}

/// Mean position of distributions N K HW, normalised: N K 2.
at::Tensor mean_position(const at::Tensor& q, const at::Tensor& heatmaps) {
  const auto width = heatmaps.size(3);
  const auto height = heatmaps.size(2);
  const auto map = q.view({q.size(0), q.size(1), height, width});
  const auto x = (map.sum(2) * at::arange(width, q.options())).sum(2);
  const auto y = (map.sum(3) * at::arange(height, q.options())).sum(2);
  return normalised(at::stack({x, y}, 2), heatmaps);
}

/// Jensen-Shannon divergence of distributions N K HW: N K.
at::Tensor divergence(const at::Tensor& p, const at::Tensor& q) {
  const auto log_m = ((p + q) / 2 + kTiny).log();
  const auto from_mean = [&log_m](const at::Tensor& d) {
    return (d * ((d + kTiny).log() - log_m)).sum(2);
  };
  return (from_mean(p) + from_mean(q)) / 2;
}

/// Mean over the points that count of |u - y| + w JS(q || N(y, sigma)), where q = softmax_xy(h),
/// u is q's mean and coordinates are (2 i + 1) / W - 1; JS in nats.
///
/// prediction  N K H W, float, heat maps h
/// target      N K 3, x, y in pixels, Visibility
/// returns     scalar >= 0; 0 when no point counts
/// throws      InvalidArgument when sizes differ
at::Tensor keypoint_dsnt(const KeypointDsntOptions& options, const at::Tensor& prediction,
                         const LossTarget& target) {
  const auto heatmaps = prediction.to(at::kFloat);
  const auto points = checked_points("keypoint_dsnt", options, heatmaps, target.labels);
  const auto q = heatmaps.flatten(2).softmax(2);
  const auto p = gaussian_distributions(points.xy, heatmaps, options.sigma_px).flatten(2);
  const auto distance = (mean_position(q, heatmaps) - normalised(points.xy, heatmaps))
                            .square()
                            .sum(2)
                            .add(kTiny)
                            .sqrt();
  return mean_where(distance + options.regularisation * divergence(p, q), points.counts);
}

std::vector<LossExample> examples() {
  const auto label = point_in_the_middle();
  const auto truth = gaussian_maps(label.slice(2, 0, 2), at::zeros({1, 1, 3, 3}), 2.0).log();
  const auto corner = at::full({1, 1, 3, 3}, -100.0);
  corner.flatten().slice(0, 0, 1).fill_(100.0);
  // all of q in the first pixel, 2/3 of a side from the middle along both axes; p there is
  const double p = std::exp(-0.25) / (1 + 4 * std::exp(-0.125) + 4 * std::exp(-0.25));
  const double m = (1 + p) / 2;
  // the eight others add log 2 to KL(p || m), q's only pixel -log m to KL(q || m)
  const double js = (-std::log(m) + p * std::log(p / m) + (1 - p) * std::log(2.0)) / 2;
  return {
      {.prediction = truth, .target = label, .expected = 0.0},
      {.prediction = corner, .target = label, .expected = std::sqrt(8.0) / 3 + js},
  };
}

}  // namespace

LossEntry keypoint_dsnt_loss() {
  return {
      .name = "keypoint_dsnt",
      .reference =
          "Nibali et al., Numerical coordinate regression with convolutional neural networks, 2018",
      .make = [](const Json& settings) -> Loss {
        const auto options = parse_fields<KeypointDsntOptions>(settings, "loss keypoint_dsnt");
        return [options](const auto& prediction, const auto& target) {
          return keypoint_dsnt(options, prediction, target);
        };
      },
      .options = describe_fields<KeypointDsntOptions>,
      .examples = examples,
      .target = TargetKind::kKeypoints,
      .learns_mean = true,
  };
}

}  // namespace handsight
