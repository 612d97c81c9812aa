// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "handsight/core/fields.h"
#include "handsight/core/image.h"

namespace handsight {

struct MatteOptions {
  double threshold = 0.5;
  double feather_px = 3.0;
};

template <class Field>
void visit_fields(MatteOptions& o, Field&& field) {
  field("threshold", o.threshold, Range{0.0, 1.0}, "probability at which a pixel is half covered");
  field("feather_px", o.feather_px, Range{0.0, 100.0}, "width of the soft edge in the result");
}

/// The map at another size, bilinear, pixel areas kept in place. Throws InvalidArgument when the
/// map has not one value a pixel or a size is below 1.
[[nodiscard]] ProbabilityMap enlarge(const ProbabilityMap& map, int width, int height);

/// How much of each pixel belongs to hands: 1 channel, 0 to 255, at the size of the frame.
///
/// Along the edge alpha rises over `feather_px` pixels of the result, however soft or sharp the
/// probabilities are: their distance to the threshold is divided by their slope, which gives a
/// distance to the edge in pixels. Throws InvalidArgument as enlarge() does.
[[nodiscard]] Image alpha_matte(const ProbabilityMap& map, int width, int height,
                                const MatteOptions& options = {});

/// The frame with everything but the hands replaced: frame * alpha + ground * (1 - alpha).
///
/// frame, ground  RGB, of the matte's size. Throws InvalidArgument when they are not.
[[nodiscard]] Image composite(const Image& frame, const Image& alpha, const Image& ground);

/// RGBA: the frame where alpha is above 0, else black, so that the background is gone.
[[nodiscard]] Image keyed_out(const Image& frame, const Image& alpha);

}  // namespace handsight
