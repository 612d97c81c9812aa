// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "handsight/core/fields.h"
#include "handsight/core/image.h"
#include "handsight/geometry/affine.h"
#include "handsight/perception/hand.h"
#include "handsight/perception/one_euro.h"

namespace handsight {

/// Where a network looks for the keypoints of one hand: a square of the frame.
struct Crop {
  double centre_x = 0.0;  ///< pixels of the frame, pixel centres at whole numbers
  double centre_y = 0.0;
  double side = 0.0;
  bool from_keypoints = false;
  friend bool operator==(const Crop&, const Crop&) = default;
};

struct CropOptions {
  bool follow_keypoints = true;
  double margin = 1.25;
  double min_side_px = 24.0;
  double min_confidence = 0.4;
  double min_agreement = 0.3;
  int looks = 1;
};

template <class Field>
void visit_fields(CropOptions& o, Field&& field) {
  field("follow_keypoints", o.follow_keypoints, Any{}, "crop around the last frame's keypoints");
  field("margin", o.margin, Range{1.0, 4.0}, "side of the crop, against the box's longer side");
  field("min_side_px", o.min_side_px, Range{1.0, 4096.0}, "smaller hands get no keypoints");
  field("min_confidence", o.min_confidence, Range{0.0, 1.0},
        "mean of the last keypoints below which the mask decides again");
  field("min_agreement", o.min_agreement, Range{0.0, 1.0},
        "IoU of keypoints and mask below which the mask decides again");
  field("looks", o.looks, Range{1, 4},
        "at a hand that has no last keypoints; all but the first around what the one before found");
}

/// The square around the last frame's keypoints while these can be trusted, else around the mask's
/// box: a lost hand is found again through its mask. Nothing when the hand is too small.
///
/// box   of the hand's mask in this frame
/// last  keypoints of the same track in the frame before, if any
[[nodiscard]] std::optional<Crop> choose_crop(const Rectangle& box,
                                              const std::optional<HandKeypoints>& last,
                                              const CropOptions& options = {});

/// Which way round the crop shows the hand; networks are trained on one side only.
enum class CropView { kAsSeen, kMirrored };

/// From pixels of a crop of `crop_px` x `crop_px` to the frame.
[[nodiscard]] Affine frame_from_crop(const Crop& crop, int crop_px, CropView view);

/// The crop's picture as keypoint networks see hands in training: shrunk so that no pixel is left
/// out, then bilinear; beyond the frame its border is continued. Throws InvalidArgument when
/// `crop_px` is below 1, the crop has no size or place, or the frame is empty.
[[nodiscard]] Image cut_crop(const Image& frame, const Crop& crop, int crop_px, CropView view);

/// A hand of a frame whose keypoints are looked for.
struct HandView {
  Crop crop{};
  CropView view = CropView::kAsSeen;
  bool steady = false;  ///< followed over time: DecodeOptions::steady
};

/// What a keypoint network says of one hand.
struct KeypointAnswer {
  HandKeypoints keypoints{};  ///< in pixels of the frame
  /// Of networks that tell: that the frame shows a right hand, in [0, 1].
  std::optional<double> right{};
};

/// A keypoint network: an answer for each hand of the frame (RGB).
using KeypointNetwork =
    std::function<std::vector<KeypointAnswer>(const Image& frame, std::span<const HandView> hands)>;

/// The same keypoints elsewhere; their states stay.
[[nodiscard]] HandKeypoints moved(HandKeypoints keypoints, const Affine& target_from_source);

/// Keypoints of a crop as pixels of the frame; points beyond it are kOutside.
[[nodiscard]] HandKeypoints in_frame(const HandKeypoints& in_crop, const Affine& frame_from_crop,
                                     int frame_width, int frame_height);

struct KeypointFilterOptions {
  bool enabled = true;
  OneEuroOptions point{.min_cutoff_hz = 1.5, .beta = 0.1};  ///< of 1/128 of the hand's side
};

template <class Field>
void visit_fields(KeypointFilterOptions& o, Field&& field) {
  field("enabled", o.enabled, Any{}, "steady the keypoints with a 1 EUR filter");
  visit_fields(o.point, field);
}

/// Steadies the keypoints of one track, each coordinate for itself.
class KeypointFilter {
 public:
  explicit KeypointFilter(const KeypointFilterOptions& options = {});
  /// side_px  of the hand in the frame, > 0; that of the first update is the unit of speed
  [[nodiscard]] HandKeypoints update(const HandKeypoints& keypoints, double time_s, double side_px);

 private:
  KeypointFilterOptions options_;
  std::optional<double> unit_px_{};
  std::array<OneEuroFilter, kKeypointCount> x_;
  std::array<OneEuroFilter, kKeypointCount> y_;
};

}  // namespace handsight
