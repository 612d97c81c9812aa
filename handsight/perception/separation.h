// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "handsight/core/fields.h"
#include "handsight/perception/hand.h"

namespace handsight {

struct SeparationOptions {
  bool enabled = true;
  double neck = 0.6;
  double min_part = 0.7;
  double track_overlap = 0.5;
  double more_than_one = 1.25;
};

template <class Field>
void visit_fields(SeparationOptions& o, Field&& field) {
  field("enabled", o.enabled, Any{}, "divide regions that hold several hands");
  field("neck", o.neck, Range{0.1, 1.0},
        "palms are apart where the region is narrower than this share of its widest place");
  field("min_part", o.min_part, Range{0.0, 1.0}, "smallest part, against an equal share");
  field("track_overlap", o.track_overlap, Range{0.0, 1.0},
        "share of a known hand's box that a region must cover to hold it");
  field("more_than_one", o.more_than_one, Range{1.0, 10.0},
        "least area of a region of several known hands, against the largest of them");
}

/// A hand that the frames before have shown.
struct KnownHand {
  Rectangle box{};    ///< where it should be by now
  double area = 0.0;  ///< pixels of its mask when it was last seen alone
};

/// Divides each region that covers several `known` hands and is too large for one of them: every
/// pixel goes to the hand whose box, taken as an ellipse, it lies nearest to.
[[nodiscard]] std::vector<Hand> separate_known(std::vector<Hand> hands,
                                               std::span<const KnownHand> known,
                                               const SeparationOptions& options = {});

/// Divides each region by its shape where nothing is known: its palms are the places whose distance
/// to the edge is at least `neck` times the largest one; pixels go to the palm that is nearest on a
/// way through the region. Fingers are thinner than that, so a single hand stays whole: of the 895
/// single hands of HGR1 with their wrists, 4 are divided.
[[nodiscard]] std::vector<Hand> separate_by_shape(std::vector<Hand> hands,
                                                  const SeparationOptions& options = {});

}  // namespace handsight
