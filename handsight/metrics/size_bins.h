// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "handsight/metrics/record.h"

namespace handsight {

/// Pictures whose hands cover about the same share of them.
struct SizeBin {
  std::string_view name;
  double least = 0.0;  ///< share of the picture that is hand, this or more
  double below = 1.0;
};

/// Up to 2, 5, 15 % of the picture, and more.
inline constexpr std::array<SizeBin, 4> kSizeBins{
    {{"tiny", 0.0, 0.02}, {"small", 0.02, 0.05}, {"medium", 0.05, 0.15}, {"large", 0.15, 1.01}}};

/// Pictures with a mask that show at least one pixel of hand, by the share that is hand.
[[nodiscard]] std::array<std::vector<PictureRecord>, kSizeBins.size()> by_hand_size(
    std::span<const PictureRecord> pictures);

}  // namespace handsight
