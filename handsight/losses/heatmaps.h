// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <ATen/core/Tensor.h>

#include "handsight/core/fields.h"
#include "handsight/losses/loss.h"

namespace handsight {

/// Which labelled points a keypoint loss learns from.
struct PointChoice {
  std::string points = "visible";
};

template <class Field>
void visit_fields(PointChoice& o, Field&& field) {
  field("points", o.points, Choices{{"visible", "inside"}},
        "points that count: those that are seen, or all inside the picture");
}

/// Where the points of a batch are and which of them count.
struct PointTargets {
  at::Tensor xy;      ///< N K 2, float, pixels
  at::Tensor counts;  ///< N K, float, 1 or 0; 0 also for points that lie beyond the map
};

/// Throws InvalidArgument, naming `loss`, when heat maps N K H W and labels N K 3 do not fit.
[[nodiscard]] PointTargets checked_points(std::string_view loss, const PointChoice& choice,
                                          const at::Tensor& heatmaps, const at::Tensor& labels);

/// N K H W: exp(-d^2 / (2 sigma^2)) of each pixel's distance d to its point; the peak is 1.
[[nodiscard]] at::Tensor gaussian_maps(const at::Tensor& xy, const at::Tensor& heatmaps,
                                       double sigma_px);
/// The same with a sum of 1 a map.
[[nodiscard]] at::Tensor gaussian_distributions(const at::Tensor& xy, const at::Tensor& heatmaps,
                                                double sigma_px);

/// What the plain regressions of heat maps (keypoint_l1, keypoint_l2) share.
struct RegressionOptions : PointChoice {
  double sigma_px = 2.0;
  std::string peak = "one";
  std::string unseen = "skip";
  double mask_level = 0.0;
};

template <class Field>
void visit_fields(RegressionOptions& o, Field&& field) {
  field("sigma_px", o.sigma_px, Range{0.1, 100.0}, "width of the blob at a point");
  field("peak", o.peak, Choices{{"one", "blurred_one_hot"}},
        "height of the blob: 1, or so that it sums to 1, which is 0.04 for 2 px");
  field("unseen", o.unseen, Choices{{"skip", "empty_map"}},
        "points that do not count are left out, or learnt as an empty map");
  field("mask_level", o.mask_level, Range{0.0, 1.0},
        "the target is at least this on the hand's pixels; needs a mask");
  visit_fields(static_cast<PointChoice&>(o), field);
}

/// Heat maps minus their targets, N K H W, and 1 or 0 for each map that counts, N K 1 1.
struct HeatmapError {
  at::Tensor difference;
  at::Tensor counts;
};
[[nodiscard]] HeatmapError heatmap_error(std::string_view loss, const RegressionOptions& options,
                                         const at::Tensor& heatmaps, const LossTarget& target);

/// One 3 x 3 map and its point in the middle, for examples.
[[nodiscard]] at::Tensor point_in_the_middle();

}  // namespace handsight
