// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "handsight/core/image.h"
#include "handsight/geometry/affine.h"

namespace handsight {

/// Where a picture lies on a canvas of another size, its aspect kept: the network's view of a
/// frame.
struct LetterBox {
  int width = 0;  ///< of the canvas
  int height = 0;
  int left = 0;  ///< of the picture on it
  int top = 0;
  int placed_width = 0;
  int placed_height = 0;
  friend bool operator==(const LetterBox&, const LetterBox&) = default;
};

/// A picture of `width` x `height` in the middle of a canvas, as large as fits, at least 1 pixel.
/// Throws InvalidArgument when one of the four is below 1.
[[nodiscard]] LetterBox letter_box(int width, int height, int canvas_width, int canvas_height);

/// The canvas that has the picture's own aspect and whose longer side is `longest_px`: no bars.
[[nodiscard]] LetterBox fitted_box(int width, int height, int longest_px);

/// Pixel centres at whole numbers on both sides.
[[nodiscard]] Affine canvas_from_picture(const LetterBox& box, int width, int height);

/// The picture on its canvas, resized as for training (resample_bilinear()), bars black. Any number
/// of channels. Throws InvalidArgument on an empty picture.
[[nodiscard]] Image place_picture(const Image& picture, const LetterBox& box);

/// The canvas without its bars: what a network found, at its own resolution.
/// Throws InvalidArgument when the map has not the canvas's size.
[[nodiscard]] ProbabilityMap without_bars(const ProbabilityMap& canvas, const LetterBox& box);

}  // namespace handsight
