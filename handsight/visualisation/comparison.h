// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "handsight/core/image.h"
#include "handsight/geometry/vector.h"

namespace handsight {

// Pictures that show what was found beside what is true.

/// A colour for each number above 0, black for 0, grey for kIgnore. Neighbouring numbers differ.
[[nodiscard]] Image label_picture(const Image& labels);

/// The RGB picture with `colours` (RGB, the same size) laid over it wherever they are not black.
/// Throws InvalidArgument when the sizes differ.
[[nodiscard]] Image laid_over(const Image& picture, const Image& colours, double opacity);

/// Where two maps of numbers agree and where they do not: right pixels green, missed ones blue
/// (true, found nothing), invented ones orange, another number than the true one magenta, what does
/// not count grey. Throws InvalidArgument when the sizes differ.
[[nodiscard]] Image error_picture(const Image& found, const Image& truth);

/// Numbers from `low` (dark blue) to `high` (red); not above 0 is black. One float a pixel.
/// Throws InvalidArgument when their count is not width * height.
[[nodiscard]] Image heat_picture(std::span<const float> values, int width, int height, float low,
                                 float high);

/// Draws the bones of one hand: 21 points in the order of kKeypointNames, a colour for each finger.
[[nodiscard]] Image with_skeleton(Image picture, std::span<const Vec2> points);

/// Draws a line from each true point (green dot) to where it was found (red dot).
/// Throws InvalidArgument when there are not as many of both.
[[nodiscard]] Image with_point_errors(Image picture, std::span<const Vec2> found,
                                      std::span<const Vec2> truth);

}  // namespace handsight
