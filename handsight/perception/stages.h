// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "handsight/perception/frame_perception.h"

namespace handsight {

/// The stages between a network and the hands of a video that can be left out: cut, temporal,
/// hysteresis, regions, separation, tracker, box_filter, handedness, keypoint_crop,
/// keypoint_filter.
[[nodiscard]] std::vector<std::string> stage_names();

/// The options with one stage switched off. Throws InvalidArgument, with the known names, for
/// another name.
[[nodiscard]] PerceptionOptions without_stage(PerceptionOptions options, std::string_view name);

}  // namespace handsight
