// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "handsight/data/sample.h"

namespace handsight {

/// The sample at another size: picture by area, maps and depth by nearest neighbour, keypoints,
/// boxes and camera with them. width and height > 0.
[[nodiscard]] Sample resize_sample(Sample sample, int width, int height);

/// The sample with its longer side at most `longest_px`, aspect kept; never enlarged.
[[nodiscard]] Sample shrink_sample(Sample sample, int longest_px);

}  // namespace handsight
