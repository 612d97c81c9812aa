// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "handsight/core/fields.h"
#include "handsight/core/image.h"
#include "handsight/inference/mask_prediction.h"
#include "handsight/inference/picture_network.h"
#include "handsight/perception/hand_maps.h"

namespace handsight {

/// Which hands of a picture are looked at again: small ones on a square around each, large ones
/// with the whole picture from further away.
struct CloserLookOptions {
  double margin = 1.3;
  double largest = 0.6;
  int most_hands = 4;
  double large = 0.6;
  double farther = 0.75;
  double farther_share = 0.6;
};

template <class Field>
void visit_fields(CloserLookOptions& o, Field&& field) {
  field("margin", o.margin, Range{1.0, 4.0}, "side of the square, against the hand's longer side");
  field("largest", o.largest, Range{0.0, 1.0},
        "squares longer than this share of the picture's longer side would show nothing new");
  field("most_hands", o.most_hands, Range{0, 100}, "on squares, the largest ones first");
  field("large", o.large, Range{0.0, 2.0},
        "share of the picture's longer side from which a hand is large; above 1 none is");
  field("farther", o.farther, Range{0.1, 1.0}, "size of the look from further away");
  field("farther_share", o.farther_share, Range{0.0, 1.0},
        "what it counts, the first one the rest");
}

/// Shows the network each small hand that `first` has found alone and larger, so that gaps between
/// its fingers are more than a pixel of the network's maps, and puts its answers in place of the
/// first ones, softly along the edges of the squares. What lies beside a hand several times as
/// large is taken for a piece of it and has no look of its own. Where a hand is large, so that a
/// finger may look like an arm, the first look and one from further away are averaged.
///
/// image   RGB
/// first   of predict_hands() for the same picture
///
/// Throws as predict_hands() does.
[[nodiscard]] HandMaps look_closer(const PictureNetwork& network, const Image& image,
                                   HandMaps first, const MaskPredictionOptions& prediction,
                                   const CloserLookOptions& options = {});

}  // namespace handsight
