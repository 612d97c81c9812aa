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
double mean_share(const std::vector<PointError>& errors, Within&& within) {
  std::vector<double> hits;
  std::vector<double> counts;
  for (const auto& error : errors) {
    if (error.point >= hits.size()) {
      hits.resize(error.point + 1);
      counts.resize(error.point + 1);
    }
    hits[error.point] += within(error) ? 1.0 : 0.0;
    counts[error.point] += 1.0;
  }
  std::vector<double> shares;
  for (std::size_t i = 0; i < hits.size(); ++i) {
    if (counts[i] > 0) shares.push_back(hits[i] / counts[i]);
  }
  return mean_of(shares);
}

std::vector<NamedValue> measure(Pictures pictures) {
  const auto errors = point_errors(pictures);
  std::vector<double> distances;
  for (const auto& error : errors) distances.push_back(error.error_px);
  double area = 0.0;
  for (int i = 0; i < kSteps; ++i) {
    const double threshold = kLastThreshold_px * i / kSteps;
    area += mean_share(errors, [threshold](const PointError& e) { return e.error_px < threshold; });
  }
  const double pck = mean_share(
      errors, [](const PointError& e) { return e.error_px < kBoxShare * e.hand_side_px; });
  return {{"epe", mean_of(distances)}, {"auc", area / kSteps}, {"pck", pck}};
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
