// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "handsight/core/image.h"
#include "handsight/formats/checkpoint_info.h"
#include "handsight/inference/picture_network.h"
#include "handsight/perception/keypoints.h"

namespace handsight {

/// Runs a network that finds the keypoints of one hand, on hands cut out of pictures. Safe from
/// several threads.
class KeypointFinder {
 public:
  /// Throws ModelError when the network does not give kKeypointCount heat maps of squares, or its
  /// note of how to use it makes no sense.
  explicit KeypointFinder(std::unique_ptr<PictureNetwork> network);
  ~KeypointFinder();
  KeypointFinder(KeypointFinder&&) noexcept;
  KeypointFinder& operator=(KeypointFinder&&) noexcept;

  [[nodiscard]] const CheckpointInfo& info() const;
  /// Side of the square that the network wants to see, against the hand's longer side.
  [[nodiscard]] double margin() const;
  /// Whether answers say which side a hand is.
  [[nodiscard]] bool tells_sides() const;
  /// Keypoints of each hand in pixels of `image` (RGB), decoded as the model says, and its side
  /// where the model tells it; see KeypointNetwork.
  [[nodiscard]] std::vector<KeypointAnswer> find(const Image& image,
                                                 std::span<const HandView> hands) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace handsight
