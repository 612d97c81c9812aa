// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/metrics/keypoint_errors.h"
#include "handsight/metrics/protocol.h"

namespace handsight {
namespace {

std::vector<NamedValue> measure(Pictures pictures) {
  require_pictures(pictures);
  std::vector<double> strayed;
  for (const auto* picture : pictures) {
    for (const auto& point : picture->keypoints->points) {
      if (point.counts) strayed.push_back(point.strayed ? 1.0 : 0.0);
    }
  }
  return {{"rate", mean_of(strayed)}};
}

}  // namespace

ProtocolEntry corners_protocol() {
  return {.name = "corners",
          .task = Task::kKeypoints,
          .reference = "ours, for the failure of Boehringer and Hartmann",
          .summary =
              "share of points found within 4 px of the border of the network input, although they "
              "are not there",
          .measure = measure};
}

}  // namespace handsight
