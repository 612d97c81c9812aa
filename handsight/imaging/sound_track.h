// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>

struct AVFormatContext;

namespace handsight {

// Only for .cpp files of this folder.

/// Copies the sound of one video into another, packet by packet.
class SoundTrack {
 public:
  /// Adds a stream to `target` before its header is written. Without sound in `source`, or where
  /// the target's format cannot hold it, there is nothing to copy and note() says so.
  SoundTrack(const std::filesystem::path& source, AVFormatContext& target);
  ~SoundTrack();
  SoundTrack(const SoundTrack&) = delete;
  SoundTrack& operator=(const SoundTrack&) = delete;

  [[nodiscard]] const std::string& note() const;
  /// Copies what is heard before `time_s`. Returns FFmpeg's error when the target does not take it,
  /// else 0.
  [[nodiscard]] int copy_until(double time_s);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace handsight
