// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "handsight/core/image.h"
#include "handsight/formats/checkpoint_info.h"
#include "handsight/inference/picture_network.h"
#include "handsight/perception/hand_layers.h"

namespace handsight {

/// Runs a network that tells parts, depth or both of one hand, on hands cut out of pictures. Safe
/// from several threads.
class LayerFinder {
 public:
  /// Throws ModelError when the network tells neither, was not trained on squares around one hand,
  /// or its notes make no sense.
  explicit LayerFinder(std::unique_ptr<PictureNetwork> network);
  ~LayerFinder();
  LayerFinder(LayerFinder&&) noexcept;
  LayerFinder& operator=(LayerFinder&&) noexcept;

  [[nodiscard]] const CheckpointInfo& info() const;
  /// Side of the square that the network wants to see, against the hand's longer side.
  [[nodiscard]] double margin() const;
  [[nodiscard]] bool tells_parts() const;
  /// Only of networks that learnt it in metres.
  [[nodiscard]] bool tells_depth() const;

  /// field_of_view_deg  of the camera, along the longer side of `image` (RGB): what turns the size
  ///                    of hands into how far away they are. In (0, 180), else InvalidArgument.
  [[nodiscard]] std::vector<HandLayers> find(const Image& image, std::span<const HandView> hands,
                                             double field_of_view_deg) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace handsight
