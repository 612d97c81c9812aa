// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "handsight/core/fields.h"
#include "handsight/perception/hand.h"
#include "handsight/perception/known_hands.h"

namespace handsight {

struct SeparationOptions {
  bool enabled = true;
  double neck = 0.6;
  double min_part = 0.7;
  double track_overlap = 0.5;
  double least_visible = 0.25;
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
  field("least_visible", o.least_visible, Range{0.0, 1.0},
        "share of a known hand's pixels that it must have to itself; else it is hidden");
  field("more_than_one", o.more_than_one, Range{1.0, 10.0},
        "least area of a region with more than the one hand known in it, against this hand's");
}

/// Hands after regions were divided.
struct Separation {
  std::vector<Hand> hands{};
  std::vector<KnownHand> hidden{};  ///< known hands behind others, where they should be
};

/// Divides each region that holds several `known` hands: these are placed where together they cover
/// it best (`places_in`), and every pixel goes to the hand that covers it, else to the one whose
/// box, taken as an ellipse, it lies nearest to. Such parts carry the hand's `track` and its
/// `whole` box. Hands that are hardly seen beside the others are left out and given as hidden. A
/// region that one known hand fills is that hand.
[[nodiscard]] Separation separate_known(std::vector<Hand> hands, std::span<const KnownHand> known,
                                        const SeparationOptions& options = {});

/// Divides each region by its shape where nothing is known (hands without `track`): its palms are
/// the places whose distance to the edge is at least `neck` times the largest one; pixels go to the
/// palm that is nearest on a way through the region. Fingers are thinner than that, so a single
/// hand stays whole: of the 895 single hands of HGR1 with their wrists, 4 are divided.
[[nodiscard]] std::vector<Hand> separate_by_shape(std::vector<Hand> hands,
                                                  const SeparationOptions& options = {});

}  // namespace handsight
