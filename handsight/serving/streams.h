// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "handsight/perception/frame_perception.h"
#include "handsight/perception/pose_perception.h"

namespace handsight {

/// What is remembered of one client's video between its requests.
struct Stream {
  explicit Stream(const PerceptionOptions& options) : perception(options), pose(options) {}
  std::mutex mutex{};  ///< one frame at a time
  FramePerception perception;
  PosePerception pose;
};

/// Streams by the name that a client chose. The one that was quiet longest goes when there are too
/// many, so that clients cannot fill the memory.
class Streams {
 public:
  explicit Streams(std::size_t most) : most_(most) {}

  [[nodiscard]] std::shared_ptr<Stream> find_or_make(const std::string& name,
                                                     const PerceptionOptions& options);
  [[nodiscard]] std::size_t count() const;

 private:
  struct Entry {
    std::string name{};
    std::shared_ptr<Stream> stream{};
  };
  std::size_t most_;
  mutable std::mutex mutex_{};
  std::list<Entry> entries_{};  // the latest first
};

}  // namespace handsight
