// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>

#include "handsight/perception/hand.h"

namespace handsight {

/// How much a box trembles over frames in which nothing moves: the standard deviation of its
/// centre (root of the summed variances of x and y), against the mean longer side of the box.
/// 0 for less than two boxes.
[[nodiscard]] double centre_jitter(std::span<const Rectangle> boxes);

/// The same of keypoints: the root of the mean over the points of their summed variances, against
/// the mean longer side of the box around all points. 0 for less than two frames.
[[nodiscard]] double keypoint_jitter(std::span<const HandKeypoints> frames);

/// How often a hand is given another number than before: over the frames of one true hand, the
/// track that shows it, nothing where none does. 7 7 - 7 8 8 is one switch.
[[nodiscard]] int track_switches(std::span<const std::optional<int>> tracks);

/// How far filtered positions lag behind, in seconds: the delay, of whole frames up to
/// `max_frames`, whose undelayed values fit the filtered ones best (least squares), times the
/// frame's length. Throws InvalidArgument when the two are not as many, or fewer than `max_frames`
/// + 2.
[[nodiscard]] double lag_s(std::span<const double> measured, std::span<const double> filtered,
                           double frame_s, int max_frames);

}  // namespace handsight
