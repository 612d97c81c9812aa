// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <string>

#include "handsight/data/sample.h"
#include "handsight/geometry/hand_skeleton.h"
#include "handsight/geometry/vector.h"

namespace handsight {

/// The keypoints of one hand in canonical order, in pixels.
using HandPoints = std::array<Vec2, kKeypointCount>;
using KeypointTable = std::map<std::string, HandPoints, std::less<>>;

/// Keypoints by the stem of the picture they lie in, from a JSON file with either
///   files    stem -> {keypoints: 21 x [x, y]}
///   frames   [{file, keypoints: 21 x [x, y]}]
/// Entries that do not have 21 finite points within 100,000 pixels are left out.
///
/// Throws FileError when the file cannot be read or has neither.
[[nodiscard]] KeypointTable read_keypoint_table(const std::filesystem::path& path);

/// The points with whether they lie inside a picture; the table does not tell which are hidden.
[[nodiscard]] Keypoints keypoints_in(const HandPoints& points, int width, int height);

}  // namespace handsight
