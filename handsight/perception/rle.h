// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "handsight/core/image.h"
#include "handsight/perception/hand.h"

namespace handsight {

/// A binary mask as run lengths: down the first column, then down the next; the first run is
/// background (it may be empty), the next is set, and so on. As the COCO data set writes masks (Lin
/// et al., ECCV 2014; masks of cocoapi).
struct Rle {
  int height = 0;
  int width = 0;
  std::vector<std::uint32_t> counts{};
  friend bool operator==(const Rle&, const Rle&) = default;
};

/// mask  1 channel, 0 = background. Throws InvalidArgument on another number of channels.
[[nodiscard]] Rle encode_rle(const Image& mask);

/// The hand's mask at its place in a picture of `width` x `height` pixels.
/// Throws InvalidArgument when the box does not lie inside the picture or the mask has another
/// size.
[[nodiscard]] Rle encode_rle(const Hand& hand, int width, int height);

/// 1 channel, 0 or 1. Throws InvalidArgument when the counts do not add up to the size, or the size
/// is beyond 2^28 pixels.
[[nodiscard]] Image decode_rle(const Rle& rle);

/// cocoapi's compressed "counts": from the fourth count on, the difference to the count two before;
/// five bits a character from the lowest on, bit 5 set when more follow, 48 added.
[[nodiscard]] std::string rle_text(const Rle& rle);

/// Reads rle_text() back. Throws InvalidArgument when the text is damaged or its counts do not add
/// up to the size.
[[nodiscard]] Rle rle_from_text(std::string_view text, int width, int height);

}  // namespace handsight
