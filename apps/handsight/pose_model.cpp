// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "pose_model.h"

#include <memory>
#include <span>
#include <utility>

#include "handsight/inference/keypoint_finder.h"

#include "models.h"

namespace handsight {

std::optional<PoseModel> open_pose_model(const std::string& pose, NetworkOptions options) {
  const auto path = find_pose_model(pose, options.precision);
  if (!path) return std::nullopt;
  options = beside_another(options, *path);
  options.gives = "keypoints";
  const auto finder = std::make_shared<KeypointFinder>(open_network(*path, options));
  return PoseModel{.name = path->stem().string(),
                   .path = *path,
                   .margin = finder->margin(),
                   .tells_sides = finder->tells_sides(),
                   .keypoints = [finder](const Image& frame, std::span<const HandView> hands) {
                     return finder->find(frame, hands);
                   }};
}

}  // namespace handsight
