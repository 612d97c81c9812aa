// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/metrics/keypoint_errors.h"

#include <cmath>
#include <limits>
#include <numeric>

namespace handsight {

std::vector<PointError> point_errors(Pictures pictures) {
  require_pictures(pictures);
  std::vector<PointError> errors;
  for (const auto* picture : pictures) {
    const auto& hand = *picture->keypoints;
    for (std::size_t i = 0; i < hand.points.size(); ++i) {
      const auto& point = hand.points[i];
      if (!point.counts) continue;
      errors.push_back({.point = i,
                        .error_px = std::hypot(point.x - point.truth_x, point.y - point.truth_y),
                        .hand_side_px = hand.hand_side_px});
    }
  }
  return errors;
}

std::vector<std::vector<double>> errors_by_point(Pictures pictures) {
  std::vector<std::vector<double>> lists;
  for (const auto& error : point_errors(pictures)) {
    if (error.point >= lists.size()) lists.resize(error.point + 1);
    lists[error.point].push_back(error.error_px);
  }
  std::erase_if(lists, [](const auto& list) { return list.empty(); });
  return lists;
}

double mean_of(const std::vector<double>& values) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace handsight
