// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "handsight/core/fields.h"
#include "handsight/core/image.h"
#include "handsight/perception/hand.h"

namespace handsight {

struct OverlayOptions {
  double opacity = 0.4;
  bool boxes = true;
  bool labels = true;
  bool skeletons = true;
};

template <class Field>
void visit_fields(OverlayOptions& o, Field&& field) {
  field("opacity", o.opacity, Range{0.0, 1.0}, "how much the fill hides the picture");
  field("boxes", o.boxes, Any{}, "draw each hand's box");
  field("labels", o.labels, Any{}, "write side and score at each box");
  field("skeletons", o.skeletons, Any{}, "draw the keypoints of each hand that has them");
}

/// The picture with the mask as a translucent fill and a line along its edge, and a box with
/// score (and side, when known) for each hand, and its keypoints as a skeleton. Right hands are
/// blue, left ones orange; where sides are not known each hand has its own colour. Mask pixels that
/// belong to none of `hands` are shown in grey.
///
/// picture  RGB
/// mask     1 channel, 0 = background; the size of the picture
/// hands    inside the picture
///
/// Throws InvalidArgument when sizes or channels do not fit.
[[nodiscard]] Image draw_overlay(const Image& picture, const Image& mask,
                                 std::span<const Hand> hands, const OverlayOptions& options = {});

struct CutoutOptions {
  double threshold = 0.5;   ///< probability at which a pixel is half covered
  double softness = 0.35;   ///< the edge runs from threshold - softness to threshold + softness
  double smoothing_px = 1;  ///< blur of the probabilities before that
};

template <class Field>
void visit_fields(CutoutOptions& o, Field&& field) {
  field("threshold", o.threshold, Range{0.0, 1.0}, "probability at which a pixel is half covered");
  field("softness", o.softness, Range{0.0, 0.5}, "half the width of the edge, in probability");
  field("smoothing_px", o.smoothing_px, Range{0.0, 100.0}, "blur of the probabilities");
}

/// RGBA: the hands on nothing. Alpha rises smoothly with the probability; pixels that are wholly
/// transparent are black, so that the background is gone from the file.
/// Throws InvalidArgument when the sizes differ or the picture is not RGB.
[[nodiscard]] Image cut_out(const Image& picture, const ProbabilityMap& probability,
                            const CutoutOptions& options = {});

}  // namespace handsight
