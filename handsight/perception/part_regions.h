// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "handsight/geometry/affine.h"
#include "handsight/perception/hand.h"

namespace handsight {

/// The parts of a hand by its keypoints: each pixel of its mask belongs to the bone that is
/// nearest, measured in half breadths of that bone; beyond the mask only bones with an occluded end
/// reach, as far as they are broad. Breadths are shares of the palm's length.
///
/// hand     in pixels of a frame
/// square   of size_px x size_px pixels; frame_from_square says where it lies
/// returns  as HandLayers::parts: 1 for the part of a pixel, 0 for the others; empty where the hand
///          has no keypoints
[[nodiscard]] std::vector<float> part_regions(const Hand& hand, const Affine& frame_from_square,
                                              int size_px);

}  // namespace handsight
