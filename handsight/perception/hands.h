// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "handsight/core/fields.h"
#include "handsight/core/image.h"
#include "handsight/perception/hand.h"

namespace handsight {

struct HandsOptions {
  double threshold = 0.5;
  double min_area = 0.0005;  ///< share of the picture
  int max_hands = 16;
};

template <class Field>
void visit_fields(HandsOptions& o, Field&& field) {
  field("threshold", o.threshold, Range{0.0, 1.0}, "probability from which a pixel is hand");
  field("min_area", o.min_area, Range{0.0, 1.0}, "smallest hand, as a share of the picture");
  field("max_hands", o.max_hands, Range{1, 1000}, "how many hands are kept, the largest first");
}

/// 1 channel, kHand where the probability is at least `threshold`, else kBackground (also where it
/// is no number). Throws InvalidArgument when the map has not one value a pixel.
[[nodiscard]] Image threshold_mask(const ProbabilityMap& probability, double threshold);

/// The 8-connected regions of the thresholded map that are large enough, the largest first. Hands
/// that touch are one region. No hand in the picture is an empty vector.
/// Throws InvalidArgument when the map has not one value a pixel or an option is out of its range.
[[nodiscard]] std::vector<Hand> find_hands(const ProbabilityMap& probability,
                                           const HandsOptions& options = {});

}  // namespace handsight
