// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "handsight/core/fields.h"
#include "handsight/core/image.h"
#include "handsight/inference/mask_prediction.h"
#include "handsight/inference/picture_network.h"
#include "handsight/perception/hand_maps.h"

namespace handsight {

/// Which hands of a picture are looked at again, on a square around each.
struct CloserLookOptions {
  double margin = 1.3;
  double largest = 0.6;
  int most_hands = 4;
};

template <class Field>
void visit_fields(CloserLookOptions& o, Field&& field) {
  field("margin", o.margin, Range{1.0, 4.0}, "side of the square, against the hand's longer side");
  field("largest", o.largest, Range{0.0, 1.0},
        "squares longer than this share of the picture's longer side would show nothing new");
  field("most_hands", o.most_hands, Range{0, 100}, "the largest ones first");
}

/// Shows the network each hand that `first` has found alone and larger, so that gaps between the
/// fingers of small hands are more than a pixel of its maps, and puts its answers in place of the
/// first ones, softly along the edges of the squares.
///
/// image   RGB
/// first   of predict_hands() for the same picture
///
/// Throws as predict_hands() does.
[[nodiscard]] HandMaps look_closer(const PictureNetwork& network, const Image& image,
                                   HandMaps first, const MaskPredictionOptions& prediction,
                                   const CloserLookOptions& options = {});

}  // namespace handsight
