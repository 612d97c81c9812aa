// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "handsight/core/fields.h"
#include "handsight/core/image.h"
#include "handsight/perception/hand.h"

namespace handsight {

struct HysteresisOptions {
  bool enabled = true;
  double seed = 0.6;
  double grow = 0.35;
};

template <class Field>
void visit_fields(HysteresisOptions& o, Field&& field) {
  field("enabled", o.enabled, Any{}, "two thresholds; false: one, at 0.5");
  field("seed", o.seed, Range{0.0, 1.0}, "probability that a region must reach somewhere");
  field("grow", o.grow, Range{0.0, 1.0}, "probability from which its pixels belong to it");
}

/// kHand in the 8-connected regions of probabilities from `grow` on that reach `seed` somewhere
/// (Canny, 1986, on regions). Throws InvalidArgument when the map has not one value a pixel.
[[nodiscard]] Image hysteresis_mask(const ProbabilityMap& probability,
                                    const HysteresisOptions& options = {});

struct RegionOptions {
  bool enabled = true;
  bool smooth_edges = true;
  double min_area = 0.002;
  double min_side = 0.05;
  double merge_gap = 0.03;
  double min_relative_area = 0.2;
  int max_hands = 4;
};

template <class Field>
void visit_fields(RegionOptions& o, Field&& field) {
  field("enabled", o.enabled, Any{}, "remove and merge regions; false: all are kept");
  field("smooth_edges", o.smooth_edges, Any{},
        "drop specks and close pin-holes of 3 x 3 pixels first");
  field("min_area", o.min_area, Range{0.0, 1.0}, "smallest hand, as a share of the picture");
  field("min_side", o.min_side, Range{0.0, 1.0},
        "least longer side of its box, as a share of the picture's longer side");
  field("merge_gap", o.merge_gap, Range{0.0, 1.0},
        "boxes closer than this share of the longer side are one hand");
  field("min_relative_area", o.min_relative_area, Range{0.0, 1.0}, "against the largest hand");
  field("max_hands", o.max_hands, Range{1, 1000}, "how many hands are kept, the largest first");
}

/// The hands of a mask, the largest first: 8-connected regions; those smaller than
/// `min_relative_area` of the largest join a larger one whose box is closer than `merge_gap` (a
/// finger cut off by a ring or a shadow), and go if there is none or they are too small.
///
/// probability  the size of the mask; scores are means over it
///
/// Throws InvalidArgument when sizes or channels do not fit.
[[nodiscard]] std::vector<Hand> find_regions(const Image& mask, const ProbabilityMap& probability,
                                             const RegionOptions& options = {});

}  // namespace handsight
