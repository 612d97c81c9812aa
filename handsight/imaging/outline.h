// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "handsight/core/image.h"
#include "handsight/imaging/polygon.h"

namespace handsight {

/// The outer outlines of the 8-connected regions that are not 0, the longest first, through the
/// centres of their border pixels; holes are lost. fill_polygon() of one gives its region back,
/// holes filled.
///
/// mask  one channel. Throws InvalidArgument on another number.
[[nodiscard]] std::vector<std::vector<PolygonPoint>> trace_outlines(const Image& mask);

}  // namespace handsight
