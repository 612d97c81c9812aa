// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "handsight/inference/picture_network.h"
#include "handsight/perception/keypoints.h"

namespace handsight {

/// A keypoint network beside the one that finds hands.
struct PoseModel {
  std::string name{};
  std::filesystem::path path{};
  double margin = 1.25;  ///< CropOptions::margin that it wants
  bool tells_sides = false;
  KeypointNetwork keypoints{};  ///< may be copied and outlive this
};

/// The model that `--pose` stands for, see find_pose_model(); none where there is none.
///
/// options  of the network that finds hands: where this one cannot be run so, it is run as it can
[[nodiscard]] std::optional<PoseModel> open_pose_model(const std::string& pose,
                                                       NetworkOptions options);

}  // namespace handsight
