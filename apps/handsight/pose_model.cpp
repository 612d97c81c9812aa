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
  const auto path = find_pose_model(pose);
  if (!path) return std::nullopt;
  // a model of 8 bits says nothing of its neighbour, nor does a checkpoint on a GPU
  if (options.precision == "int8") options.precision = "auto";
  if (path->extension() == ".onnx") options.device = "cpu";
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
