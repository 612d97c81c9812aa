// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "handsight/core/json.h"
#include "handsight/data/sample.h"

namespace handsight {

/// "unlabelled", "outside", "occluded", "visible".
[[nodiscard]] std::string_view visibility_name(Visibility visibility);

/// Everything about a sample that is no picture: subject, video, frame, split, camera and
///   "hands": [{"side": "left", "own": true, "box": [x, y, w, h],
///              "keypoints": [[x, y, "visible"] x 21], "joints_mm": [[x, y, z] x 21]}]
/// Parts that are not known are left out.
[[nodiscard]] Json sample_details_to_json(const Sample& sample);

/// The inverse: fills those parts of `sample`. Unknown members are left alone.
/// Throws FileError in the name of `source`, saying which member makes no sense: another type, a
/// number that is not finite, not 21 points, more than 1024 hands.
void read_sample_details(const Json& json, const std::string& source, Sample& sample);

}  // namespace handsight
