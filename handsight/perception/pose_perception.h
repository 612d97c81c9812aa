// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <vector>

#include "handsight/core/image.h"
#include "handsight/perception/frame_perception.h"
#include "handsight/perception/hand_maps.h"
#include "handsight/perception/handedness.h"
#include "handsight/perception/hands.h"
#include "handsight/perception/keypoints.h"

namespace handsight {

/// Finds the keypoints of the hands of a video, frame after frame: where to look, which way round,
/// and steadied over time. Hands that are not tracked are looked at as if seen for the first time.
class PosePerception {
 public:
  explicit PosePerception(const PerceptionOptions& options = {}) : options_(options) {}

  /// `found` with keypoints at its own resolution; hands that are too small get none. The network
  /// is shown all hands at once, those that look left mirrored; a hand of unknown side as it is.
  /// Where the network tells sides, its word counts, not that of the mask.
  ///
  /// found  of the frame at any resolution
  /// frame  RGB, at its own
  [[nodiscard]] FrameHands update(FrameHands found, const Image& frame,
                                  const KeypointNetwork& network);

 private:
  struct Look {
    std::size_t hand = 0;  // among those found
    HandView view{};
    KeypointAnswer answer{};
  };
  struct Track {
    HandKeypoints last{};  ///< in pixels of the frame, not steadied
    KeypointFilter filter;
    Handedness side;
  };
  /// Where the hand lay in the frame before; nothing of a new one.
  [[nodiscard]] std::optional<HandKeypoints> last_of(const Hand& hand) const;
  [[nodiscard]] std::optional<HandView> view_of(const Hand& hand,
                                                const std::optional<HandKeypoints>& last,
                                                const Affine& frame_from_map) const;
  /// Where to look again at hands that had to be looked for by the mask, around what was found.
  void look_again(std::vector<Look>& looks, const FrameHands& found, const Image& frame,
                  const KeypointNetwork& network) const;
  /// Gives the hand what the network says of it, steadied over time.
  void tell(Hand& hand, const KeypointAnswer& answer, double time_s, double side_px);

  PerceptionOptions options_;
  std::map<int, Track> tracks_{};  // by the number of the track
};

/// The hands of a picture by itself: regions of the mask, their sides and keypoints where these are
/// known.
///
/// maps     of the picture, at any resolution, which is that of the result
/// image    RGB
/// network  empty: no keypoints
[[nodiscard]] FrameHands hands_of_picture(HandMaps maps, const Image& image,
                                          const HandsOptions& hands,
                                          const PerceptionOptions& options,
                                          const KeypointNetwork& network = {});

}  // namespace handsight
