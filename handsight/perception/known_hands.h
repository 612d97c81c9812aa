// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "handsight/core/image.h"
#include "handsight/perception/hand.h"

namespace handsight {

/// A hand that the frames before have shown.
struct KnownHand {
  int track = 0;
  Rectangle box{};  ///< where it should be by now
  Image mask{};     ///< one channel 0 / 1, of `box`'s size: what it looked like when it was alone
};

/// Where the hands are that `region` holds: their masks moved from where they should be to where
/// together they cover the region best and reach least beyond it. What is not seen of a hand, since
/// another one is in front, draws it nowhere: it stays where it should be.
///
/// The way there is a search downhill by whole pixels, one hand after the other, no further than
/// half the side of a square as large as the largest hand. Returns the boxes in the order of
/// `known`.
[[nodiscard]] std::vector<Rectangle> places_in(const Hand& region,
                                               std::span<const KnownHand> known);

/// How many pixels of the region only this one of several hands covers, for each of them.
///
/// places  boxes of the known hands
[[nodiscard]] std::vector<double> seen_alone(const Hand& region, std::span<const KnownHand> known,
                                             std::span<const Rectangle> places);

}  // namespace handsight
