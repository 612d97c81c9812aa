// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "handsight/core/image.h"

namespace handsight {

struct VideoInfo {
  int width = 0;  ///< as it is to be seen: turned as the camera noted
  int height = 0;
  double frames_per_second = 0.0;  ///< on average; 0 = not known
  double duration_s = 0.0;         ///< 0 = not known
  std::int64_t frames = 0;         ///< as announced, or from the two above; 0 = not known
};

struct VideoFrame {
  Image image{};        ///< RGB; its size may differ from that of the frame before
  double time_s = 0.0;  ///< from the beginning of the video; frames need not be evenly spaced
  std::int64_t number = 0;
};

/// What a camera is asked for; it may give something near.
struct CameraOptions {
  int width = 1280;
  int height = 720;
  double frames_per_second = 30.0;
};

/// Reads the frames of a video file or a camera, in the order in which they are shown.
///
/// MP4, MOV, Matroska, WebM, AVI, MPEG, FLV, Ogg and ASF files, by FFmpeg; playlists and other
/// files that point to further files or addresses are not followed.
class VideoReader {
 public:
  /// Throws FileError when the file is missing, no video, of a size beyond 2^26 pixels, or of a
  /// codec that FFmpeg lacks.
  explicit VideoReader(const std::filesystem::path& path);
  /// Camera 0 is /dev/video0. Throws FileError when there is none or it is in use.
  VideoReader(int camera, const CameraOptions& options);
  ~VideoReader();
  VideoReader(VideoReader&&) noexcept;
  VideoReader& operator=(VideoReader&&) noexcept;

  [[nodiscard]] const VideoInfo& info() const;

  /// The next frame, nothing at the end.
  ///
  /// Throws FileError at the end of a file of which parts were damaged or missing, after all the
  /// frames that could be read, and when a camera goes away.
  [[nodiscard]] std::optional<VideoFrame> read();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace handsight
