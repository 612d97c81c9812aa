// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "handsight/metrics/protocol.h"

namespace handsight {

/// Depth counts of all pictures as one, of the region that `region` points to.
[[nodiscard]] DepthCounts sum_depth(Pictures pictures, DepthCounts DepthRecord::*region);

/// `part` of `counts.pixels`; NaN when there is no pixel.
[[nodiscard]] double share_of(double part, const DepthCounts& counts);

}  // namespace handsight
