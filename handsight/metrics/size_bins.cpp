// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/metrics/size_bins.h"

namespace handsight {

std::array<std::vector<PictureRecord>, kSizeBins.size()> by_hand_size(
    std::span<const PictureRecord> pictures) {
  std::array<std::vector<PictureRecord>, kSizeBins.size()> bins;
  for (const auto& picture : pictures) {
    if (!picture.mask) continue;
    const auto hand = picture.mask->true_positive + picture.mask->false_negative;
    const auto rest = picture.mask->false_positive + picture.mask->true_negative;
    if (hand == 0) continue;
    const double share = static_cast<double>(hand) / static_cast<double>(hand + rest);
    for (std::size_t i = 0; i < bins.size(); ++i) {
      if (share >= kSizeBins[i].least && share < kSizeBins[i].below) bins[i].push_back(picture);
    }
  }
  return bins;
}

}  // namespace handsight
