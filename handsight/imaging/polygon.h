// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "handsight/core/image.h"

namespace handsight {

/// Pixels, whole numbers are pixel centres.
struct PolygonPoint {
  double x = 0.0;
  double y = 0.0;
};

/// Sets the pixels inside a closed polygon and on its outline. Corners are rounded to whole pixels
/// (halves away from zero); where the outline crosses itself, inside is what an odd number of
/// crossings encloses. Less than three points, or a coordinate that is not finite, set nothing.
///
/// label  one channel. Throws InvalidArgument on another number.
void fill_polygon(Image& label, std::span<const PolygonPoint> corners, std::uint8_t value);

}  // namespace handsight
