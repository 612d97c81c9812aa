// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "handsight/core/image.h"
#include "handsight/perception/hand.h"

namespace handsight {

/// Set pixels of one row that touch each other: columns [first, end).
struct Run {
  int y = 0;
  int first = 0;
  int end = 0;
  int component = 0;  ///< index into Components::all
};

struct Component {
  Box box{};
  std::int64_t area = 0;  ///< pixels
};

/// The 8-connected regions of a picture, in the order of their topmost, then leftmost pixel.
struct Components {
  std::vector<Component> all{};
  std::vector<Run> runs{};  ///< by row, then by column
};

/// binary  1 channel, 0 = not set. Throws InvalidArgument on another number of channels.
///
/// Runs of neighbouring rows are joined in a disjoint-set forest (Rosenfeld and Pfaltz, 1966, on
/// runs instead of pixels).
[[nodiscard]] Components find_components(const Image& binary);

}  // namespace handsight
