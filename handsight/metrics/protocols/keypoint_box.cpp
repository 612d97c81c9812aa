// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>

#include "handsight/metrics/keypoint_errors.h"
#include "handsight/metrics/protocol.h"

namespace handsight {
namespace {

struct Box {
  double left = std::numeric_limits<double>::infinity();
  double top = std::numeric_limits<double>::infinity();
  double right = -std::numeric_limits<double>::infinity();
  double bottom = -std::numeric_limits<double>::infinity();

  void add(double x, double y) {
    left = std::min(left, x);
    top = std::min(top, y);
    right = std::max(right, x);
    bottom = std::max(bottom, y);
  }
  [[nodiscard]] double area() const {
    return std::max(0.0, right - left) * std::max(0.0, bottom - top);
  }
};

double box_iou(const Box& a, const Box& b) {
  const Box both{.left = std::max(a.left, b.left),
                 .top = std::max(a.top, b.top),
                 .right = std::min(a.right, b.right),
                 .bottom = std::min(a.bottom, b.bottom)};
  return both.area() / (a.area() + b.area() - both.area());
}

std::vector<NamedValue> measure(Pictures pictures) {
  require_pictures(pictures);
  std::vector<double> overlaps;
  for (const auto* picture : pictures) {
    Box found;
    Box truth;
    for (const auto& point : picture->keypoints->points) {
      if (!point.counts) continue;
      found.add(point.x, point.y);
      truth.add(point.truth_x, point.truth_y);
    }
    if (truth.area() > 0) overlaps.push_back(box_iou(found, truth));
  }
  return {{"iou", mean_of(overlaps)}};
}

}  // namespace

ProtocolEntry keypoint_box_protocol() {
  return {.name = "keypoint-box",
          .task = Task::kKeypoints,
          .reference = "Boehringer and Hartmann, hand detection, section 4.2",
          .summary = "IoU of the boxes around found and around true points of each hand, averaged",
          .measure = measure};
}

}  // namespace handsight
