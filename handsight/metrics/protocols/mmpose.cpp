// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/metrics/keypoint_errors.h"
#include "handsight/metrics/protocol.h"

namespace handsight {
namespace {

constexpr double kLastThreshold_px = 30.0;
constexpr int kSteps = 20;
constexpr double kBoxShare = 0.2;

/// Share of the errors for which `within` holds, of each point, averaged over points.
template <class Within>
double mean_share(Pictures pictures, Within&& within) {
  std::vector<std::vector<double>> hits;
  for (const auto& error : point_errors(pictures)) {
    if (error.point >= hits.size()) hits.resize(error.point + 1);
    hits[error.point].push_back(within(error) ? 1.0 : 0.0);
  }
  std::vector<double> shares;
  for (const auto& list : hits) {
    if (!list.empty()) shares.push_back(mean_of(list));
  }
  return mean_of(shares);
}

std::vector<NamedValue> measure(Pictures pictures) {
  std::vector<double> errors;
  for (const auto& error : point_errors(pictures)) errors.push_back(error.error_px);
  double area = 0.0;
  for (int i = 0; i < kSteps; ++i) {
    const double threshold = kLastThreshold_px * i / kSteps;
    area +=
        mean_share(pictures, [threshold](const PointError& e) { return e.error_px < threshold; });
  }
  const double pck = mean_share(
      pictures, [](const PointError& e) { return e.error_px < kBoxShare * e.hand_side_px; });
  return {{"epe", mean_of(errors)}, {"auc", area / kSteps}, {"pck", pck}};
}

}  // namespace

ProtocolEntry mmpose_protocol() {
  return {
      .name = "mmpose",
      .task = Task::kKeypoints,
      .reference = "MMPose, top_down_eval.py: keypoint_epe, keypoint_auc, keypoint_pck_accuracy",
      .summary =
          "error in pixels over all points together; mean PCK below 0, 1.5 .. 28.5 px; PCK at 0.2 "
          "of the hand box",
      .measure = measure};
}

}  // namespace handsight
