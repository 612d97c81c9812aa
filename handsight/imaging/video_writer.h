// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "handsight/core/image.h"

namespace handsight {

enum class VideoKind {
  kMp4,        ///< H.264 in MP4, plays everywhere
  kWebmAlpha,  ///< VP9 with transparency in WebM, plays in browsers
};

struct VideoWriterOptions {
  int width = 0;
  int height = 0;
  double frames_per_second = 30.0;  ///< about; each frame has its own time
  VideoKind kind = VideoKind::kMp4;
  int quality = 23;                    ///< constant rate factor: lower is better and larger
  std::filesystem::path audio_from{};  ///< a video whose sound is copied as it is; empty = none
};

/// Writes a video that appears under its name only when it is finished.
///
/// Sound is copied packet by packet, without decoding it. MP4 holds whole pairs of rows and columns
/// only: pictures of an odd size get their last one twice.
class VideoWriter {
 public:
  /// Throws FileError when the file cannot be written or FFmpeg lacks the encoder,
  /// InvalidArgument on a size below 1.
  VideoWriter(const std::filesystem::path& path, const VideoWriterOptions& options);
  /// What is not finished is removed.
  ~VideoWriter();
  VideoWriter(const VideoWriter&) = delete;
  VideoWriter& operator=(const VideoWriter&) = delete;

  /// Why the sound was left out; empty when it was not, or none was asked for.
  [[nodiscard]] const std::string& sound_note() const;

  /// image   RGB (kMp4) or RGBA (kWebmAlpha), of the size in the options
  /// time_s  from the beginning of the video, later than the frame before
  ///
  /// Throws FileError when the disk does not take it, InvalidArgument on another size.
  void write(const Image& image, double time_s);

  /// Ends the file and gives it its name; sound goes on as long as the pictures do.
  /// Throws FileError when the disk does not take it or no frame was written.
  void finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace handsight
