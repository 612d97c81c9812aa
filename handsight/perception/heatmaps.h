// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "handsight/core/fields.h"
#include "handsight/perception/hand.h"

namespace handsight {

/// What the heat maps of a network mean; it depends on how the network was trained.
enum class HeatmapDecoding : std::uint8_t {
  kPeak,  ///< how likely the point is at each pixel: the point is where that is highest
  kMean,  ///< the softmax over a map is the distribution of its point
};

struct DecodeOptions {
  HeatmapDecoding decoding = HeatmapDecoding::kPeak;  ///< the model says which
  bool steady = false;  ///< of kMean: over the whole map, for points that are followed over time
  int window = 11;
  double min_confidence = 0.1;
};

template <class Field>
void visit_fields(DecodeOptions& o, Field&& field) {
  field("window", o.window, Range{1, 101}, "side of the square around a peak that is averaged");
  field("min_confidence", o.min_confidence, Range{0.0, 1.0},
        "confidence below which a point is hidden");
}

/// The keypoint of one heat map.
///
/// kPeak  the mean place of the values around the peak, weighted by them; near the edge the window
///        shrinks, so that the peak stays in its middle. Confidence is the peak, cut off to [0, 1].
/// kMean  the softmax of the map (Nibali et al., Numerical coordinate regression with convolutional
///        neural networks, 2018), and of it the mean around where most of it lies: from the middle
///        of the heaviest square, as broad as 19 % of the map's longer side, the mean within 16 %
///        and then within 6 % is taken, three times each. A map with two peaks has its point in the
///        heavier one. Where `steady`, it is the mean over the whole map, which lies between them,
///        but does not jump from one to the other. Confidence is what the softmax gives to the
///        pixels within 4 % of that point: the network's own probability that the point is not
///        further off.
///
/// map      height x width; of a map that is not finite the middle is returned, without confidence
/// returns  pixels of the map; below min_confidence the point is kOccluded
///
/// Throws InvalidArgument when the number of values does not fit.
[[nodiscard]] HandKeypoint decode_heatmap(std::span<const float> map, int width, int height,
                                          const DecodeOptions& options = {});

/// One keypoint for each heat map.
///
/// maps  kKeypointCount x height x width
///
/// Throws InvalidArgument when the number of values does not fit.
[[nodiscard]] HandKeypoints decode_heatmaps(std::span<const float> maps, int width, int height,
                                            const DecodeOptions& options = {});

}  // namespace handsight
