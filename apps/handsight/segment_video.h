// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "handsight/core/image.h"
#include "handsight/core/json.h"
#include "handsight/core/progress.h"
#include "handsight/perception/frame_perception.h"
#include "handsight/perception/hand_maps.h"
#include "handsight/perception/keypoints.h"

#include "backdrop.h"
#include "segment_outputs.h"

namespace handsight {

/// The networks as the video side sees them.
struct FrameModel {
  std::function<HandMaps(const Image&)> hand_maps{};
  int longest_px = 256;         ///< of the pictures that it gets
  KeypointNetwork keypoints{};  ///< none = hands have no keypoints
  Json description{};           ///< "model" of the records
};

struct VideoJobOptions {
  std::filesystem::path folder{};
  std::string stem{};
  std::vector<OutputKind> kinds{};               ///< empty = no files
  std::function<void(const Json&)> on_record{};  ///< called with each frame's JSON, in order
  std::optional<Backdrop> backdrop{};
  PerceptionOptions perception{};
  double threshold = 0.5;
};

struct VideoSummary {
  std::int64_t frames = 0;
  std::int64_t hands = 0;    ///< in all frames together
  std::int64_t dropped = 0;  ///< frames of a camera that came too fast
  double seconds = 0.0;      ///< that it took
  bool interrupted = false;  ///< ended by Ctrl-C
};

/// Whether an INPUT argument is a video file (by its suffix) or "camera:N".
[[nodiscard]] bool is_video_argument(const std::string& argument);

/// "camera0" for "camera:0", else the file's name without suffix.
[[nodiscard]] std::string video_stem(const std::string& argument);

/// Finds hands in each frame of a video file or a camera ("camera:N", until Ctrl-C) and writes what
/// `options` ask for. Reading, the networks, drawing and writing overlap; a file waits for them, a
/// camera drops its oldest frame. Ctrl-C ends the work with complete files.
///
/// Throws FileError when the video is damaged or cut short, after everything that could be read was
/// written, and when the disk takes no more; then no output is left behind.
VideoSummary segment_video(const std::string& input, const VideoJobOptions& options,
                           const FrameModel& model, Progress& progress);

}  // namespace handsight
