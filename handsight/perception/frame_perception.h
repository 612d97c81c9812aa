// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "handsight/core/fields.h"
#include "handsight/core/image.h"
#include "handsight/perception/hand.h"
#include "handsight/perception/hand_maps.h"
#include "handsight/perception/handedness.h"
#include "handsight/perception/keypoints.h"
#include "handsight/perception/regions.h"
#include "handsight/perception/separation.h"
#include "handsight/perception/temporal_filter.h"
#include "handsight/perception/tracker.h"

namespace handsight {

/// How the keypoints of hands are looked for and steadied.
struct PoseOptions {
  CropOptions crop{};
  KeypointFilterOptions filter{};
};

/// All stages between a network and the hands of a video, each with its own switch.
struct PerceptionOptions {
  CutOptions cut{};
  TemporalFilterOptions temporal{};
  HysteresisOptions hysteresis{};
  RegionOptions regions{};
  SeparationOptions separation{};
  TrackerOptions tracker{};
  HandednessOptions handedness{};
  PoseOptions pose{};
};

/// For single pictures and for comparison: no memory of earlier frames, boxes as they are.
[[nodiscard]] PerceptionOptions without_time(PerceptionOptions options = {});

/// What a network says about one frame, at its own resolution.
struct FrameObservation {
  Image picture{};                        ///< RGB, the frame at the network's resolution
  ProbabilityMap hand{};                  ///< the size of `picture`
  std::optional<ProbabilityMap> right{};  ///< as HandMaps::right
  double time_s = 0.0;                    ///< of the frame in the video
};

/// Shows the network (RGB in, maps of its size out) a frame whose longer side is `longest_px`.
[[nodiscard]] FrameObservation observe(const Image& frame, double time_s, int longest_px,
                                       const std::function<HandMaps(const Image&)>& network);

/// What was found in one frame, at the network's resolution; pixels of keypoints are that map's
/// too.
struct FrameHands {
  double time_s = 0.0;
  bool cut = false;  ///< the frame shows another scene than the one before
  ProbabilityMap probability{};
  std::vector<Hand> hands{};
};

/// Turns what a network says frame by frame into steady hands. Frames come in the order of their
/// times; after a cut, a jump back or another size of the maps all begins anew.
class FramePerception {
 public:
  explicit FramePerception(const PerceptionOptions& options = {});

  /// Throws InvalidArgument when the sizes of an observation's parts differ.
  [[nodiscard]] FrameHands update(const FrameObservation& observation);

 private:
  void forget();
  void tell_sides(FrameHands& found, const ProbabilityMap& right);

  PerceptionOptions options_;
  CutDetector cut_;
  TemporalFilter temporal_;
  Tracker tracker_;
  std::map<int, Handedness> sides_{};  // by track
  double last_s_ = 0.0;
};

/// Hands of a picture by itself with the sides that `right` says they are.
///
/// right  HandMaps::right, the size of the map that the hands were found in
[[nodiscard]] std::vector<Hand> with_sides(std::vector<Hand> hands, const ProbabilityMap& right,
                                           const HandednessOptions& options = {});

/// The hands in pixels of a frame of `width` x `height`: masks follow the probabilities between
/// the network's pixels, smooth boxes and keypoints are scaled. Hands that lose all pixels are left
/// out.
///
/// edge  probability at which a hand ends, in (0, 1)
[[nodiscard]] std::vector<Hand> hands_in_frame(const FrameHands& found, int width, int height,
                                               double edge = 0.5);

/// The probabilities of the hands that were kept alone, 0 elsewhere: what a matte is made of.
[[nodiscard]] ProbabilityMap kept_probability(const FrameHands& found);

}  // namespace handsight
