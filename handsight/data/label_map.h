// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "handsight/core/fields.h"
#include "handsight/data/sample.h"

namespace handsight {

/// How the labels of one source come to the meaning that a run wants: data sets draw the hand with
/// or without its arm, number parts in their own order, or trace outlines coarsely.
struct LabelMapOptions {
  std::vector<std::string> keep{"mask", "sides", "parts", "depth", "keypoints"};
  std::string hand = "hand";
  std::string background = "background";
  int ignore_edge_px = 0;
  std::vector<int> parts{};
  bool parts_by_keypoints = false;
};

template <class Field>
void visit_fields(LabelMapOptions& o, Field&& field) {
  field("keep", o.keep, Choices{{"mask", "sides", "parts", "depth", "keypoints"}},
        "labels of this source that are learned from; the others are not known");
  field("hand", o.hand, Choices{{"hand", "ignore"}},
        "what hand pixels become; ignore where the source counts arms as hands");
  field("background", o.background, Choices{{"background", "ignore"}},
        "what background becomes; ignore where the source leaves hands unlabelled");
  field("ignore_edge_px", o.ignore_edge_px, Range{0, 64},
        "pixels on both sides of a mask's edge that are ignored, for coarse outlines");
  field("parts", o.parts, Range{0, 255},
        "new id of each part 0 to 16, 255 = ignore; empty = as they are");
  field("parts_by_keypoints", o.parts_by_keypoints, Any{},
        "where the source has keypoints and no parts, a hand's pixels belong to the nearest bone");
}

/// The sample with its labels mapped.
/// Throws InvalidArgument when `parts` has neither 0 nor 17 ids, or one above 16 that is not 255.
[[nodiscard]] Sample map_labels(Sample sample, const LabelMapOptions& options);

}  // namespace handsight
