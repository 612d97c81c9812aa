// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "handsight/core/image.h"
#include "handsight/core/json.h"
#include "handsight/imaging/video_reader.h"
#include "handsight/perception/hand.h"

#include "backdrop.h"
#include "segment_outputs.h"

namespace handsight {

/// One frame of a video with what was found in it.
struct SegmentedFrame {
  VideoFrame frame{};
  std::vector<Hand> hands{};     ///< in pixels of the frame
  ProbabilityMap probability{};  ///< of the hands that were kept, at the network's resolution
};

struct VideoOutputOptions {
  std::filesystem::path folder{};
  std::string stem{};
  std::vector<OutputKind> kinds{};
  std::filesystem::path sound_from{};  ///< empty = silent
  double threshold = 0.5;
  std::optional<Backdrop> backdrop{};  ///< of OutputKind::kBackdrop
};

/// Writes FOLDER/KIND/STEM for each kind: mask, overlay and background as .mp4, json as .jsonl (one
/// line a frame), cutout as .webm with transparency. Sound goes into overlay and background.
class VideoOutputs {
 public:
  /// Throws FileError when a file cannot be made or would take the place of the input.
  VideoOutputs(const VideoOutputOptions& options, const VideoInfo& info);
  ~VideoOutputs();
  VideoOutputs(const VideoOutputs&) = delete;
  VideoOutputs& operator=(const VideoOutputs&) = delete;

  /// Why something was left out, one line each.
  [[nodiscard]] const std::vector<std::string>& notes() const;
  /// What is written of one frame, as pictures: may run on another thread than write().
  struct Drawn {
    double time_s = 0.0;
    std::vector<Image> pictures{};  // one a video, in the order of the kinds
  };
  [[nodiscard]] Drawn draw(const SegmentedFrame& frame) const;
  /// record  the frame's line of JSON
  void write(const Drawn& drawn, const Json& record);
  /// Ends all files and gives them their names.
  void finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace handsight
