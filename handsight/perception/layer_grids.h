// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "handsight/perception/hand.h"
#include "handsight/perception/hand_layers.h"

namespace handsight {

/// A layer of one hand, coarse enough to be sent: `size` x `size` cells that cover `square`, rows
/// from the top and columns from the left of the frame, also where the network saw it mirrored.
struct LayerGrid {
  Rectangle square{};  ///< in pixels of the frame, as wide as high; may reach out of it
  int size = 0;
  std::vector<std::uint16_t> cells{};
};

/// The mean depth over the hand's mask in each cell, in whole mm; 0 where the mask has no pixel.
///
/// hand    in pixels of the frame
/// layers  of this hand, with depth
/// size    at least 1; no more cells are made than the layers have pixels
/// Throws InvalidArgument when the layers tell no depth or `size` is below 1.
[[nodiscard]] LayerGrid depth_grid(const Hand& hand, const HandLayers& layers, int size);

/// The likeliest part (kPartNames) over each cell, 0 = none, also where something hides the hand.
/// Throws as depth_grid() does.
[[nodiscard]] LayerGrid part_grid(const HandLayers& layers, int size);

}  // namespace handsight
