// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/losses/heatmaps.h"

#include <ATen/ATen.h>

#include "handsight/core/error.h"
#include "handsight/core/image.h"
#include "handsight/data/sample.h"

namespace handsight {
namespace {

/// Distance of each pixel to its point, squared: N K H W.
at::Tensor squared_distances(const at::Tensor& xy, const at::Tensor& heatmaps) {
  const auto options = xy.options();
  const auto x = at::arange(heatmaps.size(3), options) - xy.select(2, 0).unsqueeze(-1);
  const auto y = at::arange(heatmaps.size(2), options) - xy.select(2, 1).unsqueeze(-1);
  return x.square().unsqueeze(2) + y.square().unsqueeze(3);
}

}  // namespace

PointTargets checked_points(std::string_view loss, const PointChoice& choice,
                            const at::Tensor& heatmaps, const at::Tensor& labels) {
  if (heatmaps.dim() != 4) {
    fail("loss ", loss, ": prediction needs 4 dimensions N K H W, found ", heatmaps.dim(),
         " with sizes ", heatmaps.sizes());
  }
  if (labels.sizes() != at::IntArrayRef({heatmaps.size(0), heatmaps.size(1), 3})) {
    fail("loss ", loss, ": target needs sizes [", heatmaps.size(0), ", ", heatmaps.size(1),
         ", 3] to match the prediction, found ", labels.sizes());
  }
  const auto values = labels.to(at::kFloat);
  const auto x = values.select(2, 0);
  const auto y = values.select(2, 1);
  const auto least = choice.points == "visible" ? Visibility::kVisible : Visibility::kOccluded;
  const auto inside = x.gt(-0.5)
                          .logical_and(x.lt(static_cast<double>(heatmaps.size(3)) - 0.5))
                          .logical_and(y.gt(-0.5))
                          .logical_and(y.lt(static_cast<double>(heatmaps.size(2)) - 0.5));
  const auto counts = values.select(2, 2).ge(static_cast<double>(least)).logical_and(inside);
  return {.xy = values.slice(2, 0, 2), .counts = counts.to(at::kFloat)};
}

at::Tensor gaussian_maps(const at::Tensor& xy, const at::Tensor& heatmaps, double sigma_px) {
  return (squared_distances(xy, heatmaps) / (-2 * sigma_px * sigma_px)).exp();
}

at::Tensor gaussian_distributions(const at::Tensor& xy, const at::Tensor& heatmaps,
                                  double sigma_px) {
  return (squared_distances(xy, heatmaps) / (-2 * sigma_px * sigma_px))
      .flatten(2)
      .softmax(2)
      .view_as(heatmaps);
}

HeatmapError heatmap_error(std::string_view loss, const RegressionOptions& options,
                           const at::Tensor& heatmaps, const LossTarget& target) {
  const auto points = checked_points(loss, options, heatmaps, target.labels);
  const auto counts = points.counts.unsqueeze(-1).unsqueeze(-1);
  const auto blobs = options.peak == "one"
                         ? gaussian_maps(points.xy, heatmaps, options.sigma_px)
                         : gaussian_distributions(points.xy, heatmaps, options.sigma_px);
  auto truth = blobs * counts;
  if (options.mask_level > 0) {
    if (!target.hand.defined()) fail("loss ", loss, ": mask_level needs a mask");
    const auto hand = target.hand.eq(kHand).to(at::kFloat).unsqueeze(1);
    truth = at::max(truth, options.mask_level * hand);
  }
  return {.difference = heatmaps.to(at::kFloat) - truth,
          .counts = options.unseen == "skip" ? counts : at::ones_like(counts)};
}

at::Tensor point_in_the_middle() {
  return at::tensor({1.0, 1.0, static_cast<double>(Visibility::kVisible)}, at::kFloat)
      .view({1, 1, 3});
}

}  // namespace handsight
