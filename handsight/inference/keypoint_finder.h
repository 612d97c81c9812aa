// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "handsight/core/image.h"
#include "handsight/formats/checkpoint_info.h"
#include "handsight/inference/picture_network.h"
#include "handsight/perception/keypoints.h"

namespace handsight {

struct KeypointFinderOptions {
  std::string precision = "auto";  ///< auto | fp32 | bf16 | int8 (of an 8-bit .onnx model)
  std::string device = "cpu";      ///< cpu | cuda | cuda:N (of a checkpoint)
  int threads = 0;                 ///< of an .onnx model; 0 takes all
};

/// Runs a network that finds the keypoints of one hand, on hands cut out of pictures. Safe from
/// several threads.
class KeypointFinder {
 public:
  /// Throws as open_network() does, and ModelError when the network does not give kKeypointCount
  /// heat maps of squares.
  KeypointFinder(const std::filesystem::path& model, const KeypointFinderOptions& options);
  explicit KeypointFinder(std::unique_ptr<PictureNetwork> network);
  ~KeypointFinder();
  KeypointFinder(KeypointFinder&&) noexcept;
  KeypointFinder& operator=(KeypointFinder&&) noexcept;

  [[nodiscard]] const CheckpointInfo& info() const;
  /// Side of the square that the network wants to see, against the hand's longer side.
  [[nodiscard]] double margin() const;
  /// Keypoints of each hand in pixels of `image` (RGB), decoded as the model says; see
  /// KeypointNetwork.
  [[nodiscard]] std::vector<HandKeypoints> find(const Image& image,
                                                std::span<const HandView> hands) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace handsight
