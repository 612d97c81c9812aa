// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>

#include "handsight/core/fields.h"
#include "handsight/core/seed.h"
#include "handsight/data/sample.h"
#include "handsight/geometry/affine.h"

namespace handsight {

/// The square around one hand that a keypoint network looks at.
struct HandCropOptions {
  double margin = 1.25;
  double zoom_min = 0.9;
  double zoom_max = 1.3;
  double shift = 0.1;
  bool mirror_left = true;
  int least_points = 6;
  double least_side_px = 20.0;
};

template <class Field>
void visit_fields(HandCropOptions& o, Field&& field) {
  field("margin", o.margin, Range{1.0, 4.0}, "side of the square over the hand's longer side");
  field("zoom_min", o.zoom_min, Range{0.2, 5.0}, "smallest random factor on that side; training");
  field("zoom_max", o.zoom_max, Range{0.2, 5.0}, "largest random factor; training");
  field("shift", o.shift, Range{0.0, 1.0},
        "largest random shift, as a share of the side; training");
  field("mirror_left", o.mirror_left, Any{}, "left hands are mirrored, so that all are right");
  field("least_points", o.least_points, Range{1, 21}, "visible keypoints that a hand must have");
  field("least_side_px", o.least_side_px, Range{1.0, 4096.0}, "shortest square worth looking at");
}

struct HandCrop {
  std::size_t hand = 0;        ///< index among the sample's hands
  Affine crop_from_picture{};  ///< before mirroring
  bool mirrored = false;       ///< the crop shows the hand's mirror image
};

/// A square of `size_px` around the hand of the sample with the most visible keypoints, among
/// equals the largest: around its visible keypoints inside the picture, or around its box where it
/// has no keypoints. With a seed the square is moved and zoomed at random. Nothing when no hand has
/// enough points and size.
///
/// The box rule follows hand3d's and MMPose's crops for RHD: side 1.25 times the longer side.
[[nodiscard]] std::optional<HandCrop> choose_hand_crop(const Sample& sample, int size_px,
                                                       const HandCropOptions& options,
                                                       std::optional<Seed> variation);

/// Absolute depth over what it would be behind a lens whose focal length is the side of the square:
/// only the latter is to be seen in a square, whatever lens took the picture. 1 for relative depth,
/// and where the camera is not known.
///
/// zoom     from pixels of the sample to those of the square
/// size_px  side of the square
[[nodiscard]] float crop_lens(const Sample& sample, double zoom, int size_px);

}  // namespace handsight
