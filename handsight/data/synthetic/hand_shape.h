// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "handsight/core/fields.h"
#include "handsight/core/seed.h"
#include "handsight/geometry/hand_skeleton.h"
#include "handsight/geometry/vector.h"

namespace handsight::synthetic {

/// Which people are drawn. What men and women leave of 1 is children of about 4 to 12 years.
struct HandShapeOptions {
  double men = 0.42;
  double women = 0.42;
  double variation = 1.0;
};
template <class Field>
void visit_fields(HandShapeOptions& o, Field&& field) {
  field("men", o.men, Range{0.0, 1.0}, "share of adult men's hands");
  field("women", o.women, Range{0.0, 1.0}, "share of adult women's hands; the rest are children's");
  field("variation", o.variation, Range{0.0, 1.5},
        "spread of sizes and proportions, 1 as among people, 0 gives the means");
}

/// Measures of one person's hand; all of them positive.
struct HandShape {
  float length_mm = 189.0F;    ///< crease of the wrist to tip of the middle finger
  float breadth_mm = 87.0F;    ///< across the knuckles, without the thumb
  float thickness_mm = 33.0F;  ///< of the palm, at the middle knuckle
  float wrist_breadth_mm = 59.0F;
  float forearm_length_mm = 250.0F;          ///< what is drawn of it
  float flesh = 1.0F;                        ///< how full the balls of thumb and little finger are
  std::array<Vec3, kFingerCount> base_mm{};  ///< thumb's CMC, knuckles; in the hand's frame
  /// Base to tip; the thumb's begin with its metacarpal.
  std::array<std::array<float, 3>, kFingerCount> phalanx_mm{};
  std::array<float, kFingerCount> breadth_at_joint_mm{};  ///< at PIP, the thumb's at IP
  std::array<float, kFingerCount> depth_at_joint_mm{};    ///< back to palm, same place
  std::array<float, kFingerCount> soft_tip_mm{};          ///< flesh beyond the last bone

  friend bool operator==(const HandShape&, const HandShape&) = default;
};

/// A hand of the given length and breadth with mean proportions.
///
/// Lengths of bones: Buryanov and Kotiuk, Proportions of hand segments, Int. J. Morphol. 28, 2010.
/// Breadths and depths: Pheasant and Haslegrave, Bodyspace, 3rd edition, table of hand measures.
[[nodiscard]] HandShape mean_hand_shape(float length_mm, float breadth_mm);

/// One person. Lengths: men 189 +- 10 mm, women 174 +- 9 mm (Pheasant and Haslegrave), children
/// evenly 115 to 160 mm; limited to 2.5 deviations.
/// Throws InvalidArgument when men and women exceed 1 together.
[[nodiscard]] HandShape draw_hand_shape(const HandShapeOptions& options, Seed seed);

}  // namespace handsight::synthetic
