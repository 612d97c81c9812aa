// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "handsight/core/json.h"
#include "handsight/core/progress.h"
#include "handsight/inference/segmenter.h"
#include "handsight/perception/frame_perception.h"
#include "handsight/perception/keypoints.h"

namespace handsight {

/// How steady the hands of one video are. Nobody needs to have labelled it; a clip in which nothing
/// moves is the one to measure jitter on.
struct VideoStability {
  std::string video{};
  double seconds = 0.0;
  std::int64_t frames = 0;
  std::int64_t frames_with_hands = 0;
  double hands_a_frame = 0.0;  ///< on average
  std::int64_t tracks = 0;     ///< numbers given to hands
  /// Numbers beyond the most hands that were seen at once: each is a hand that was lost and found
  /// again, or taken for another. Where hands leave and come back, that counts too.
  std::int64_t switches = 0;
  /// Standard deviation of box centres against the hand's size, mean over tracks of at least
  /// kLeastTrackFrames, each frame counting once.
  double jitter = 0.0;         ///< of the boxes that are given out
  double jitter_of_masks = 0;  ///< of the masks' own boxes
  /// Likewise of keypoints, as keypoint_jitter() has it; none without a network of keypoints.
  std::optional<double> keypoint_jitter{};
  std::optional<double> keypoint_jitter_of_network{};  ///< before they are steadied
};

inline constexpr std::size_t kLeastTrackFrames = 10;

/// keypoints  empty: none are measured
///
/// Throws FileError when the video cannot be read to its end.
[[nodiscard]] VideoStability measure_stability(const Segmenter& segmenter,
                                               const std::filesystem::path& video,
                                               const PerceptionOptions& options,
                                               const KeypointNetwork& keypoints,
                                               Progress& progress);

[[nodiscard]] Json to_json(const VideoStability& stability);
[[nodiscard]] std::string text_of(const VideoStability& stability);

}  // namespace handsight
