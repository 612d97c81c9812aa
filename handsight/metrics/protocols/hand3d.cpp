// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "handsight/metrics/keypoint_errors.h"
#include "handsight/metrics/protocol.h"

namespace handsight {
namespace {

constexpr double kLastThreshold_px = 30.0;
constexpr int kSteps = 20;

/// Of sorted values.
double median(const std::vector<double>& sorted) {
  const auto middle = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/// Share of errors up to each of 20 thresholds from 0 to 30 px, by the trapezoid rule, over the
/// area of a perfect predictor.
double area_under_pck(const std::vector<double>& sorted) {
  double sum = 0.0;
  for (int i = 0; i < kSteps; ++i) {
    const double threshold = kLastThreshold_px * i / (kSteps - 1);
    const auto within = std::upper_bound(sorted.begin(), sorted.end(), threshold) - sorted.begin();
    const bool end = i == 0 || i == kSteps - 1;
    sum += static_cast<double>(within) / static_cast<double>(sorted.size()) * (end ? 0.5 : 1.0);
  }
  return sum / (kSteps - 1);
}

std::vector<NamedValue> measure(Pictures pictures) {
  std::vector<double> means;
  std::vector<double> medians;
  std::vector<double> areas;
  for (auto& errors : errors_by_point(pictures)) {
    means.push_back(mean_of(errors));
    std::sort(errors.begin(), errors.end());
    medians.push_back(median(errors));
    areas.push_back(area_under_pck(errors));
  }
  return {{"epe_mean", mean_of(means)}, {"epe_median", mean_of(medians)}, {"auc", mean_of(areas)}};
}

}  // namespace

ProtocolEntry hand3d_protocol() {
  return {.name = "hand3d",
          .task = Task::kKeypoints,
          .reference = "Zimmermann and Brox, ICCV 2017; their EvalUtil",
          .summary =
              "error in pixels, mean and median of each point, averaged over points; area under "
              "PCK from 0 to 30 px",
          .measure = measure};
}

}  // namespace handsight
