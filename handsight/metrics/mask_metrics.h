// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "handsight/metrics/record.h"

namespace handsight {

/// Intersection over union (Jaccard index), in [0, 1]; 1 when both sets are empty.
[[nodiscard]] double iou(const Confusion& c);
[[nodiscard]] double background_iou(const Confusion& c);
/// 2PR / (P + R), in [0, 1]; 1 when both sets are empty.
[[nodiscard]] double f1(const Confusion& c);
[[nodiscard]] double precision(const Confusion& c);  ///< 1 when nothing was predicted
[[nodiscard]] double recall(const Confusion& c);     ///< 1 when there was nothing to find

}  // namespace handsight
