// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "handsight/metrics/protocol.h"

namespace handsight {

/// Which pictures count in the mean.
enum class ZeroOverlap {
  kCounts,  ///< a picture without a right pixel counts as 0
  kLeft,    ///< it is left out of IoU, precision and recall
};

/// Hand IoU, precision and recall of each picture, averaged; 0 where no pixel is right, also when
/// the picture holds no hand.
[[nodiscard]] std::vector<NamedValue> measure_urooj(Pictures pictures, ZeroOverlap zero);

}  // namespace handsight
