// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "handsight/core/image.h"
#include "handsight/geometry/hand_skeleton.h"

namespace handsight {

/// Axis-aligned, in pixels of the picture; x and y are the top left corner.
struct Box {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
  friend bool operator==(const Box&, const Box&) = default;
};

/// As Box, between pixels: [x, x + width) covers whole pixels when all four are whole numbers.
struct Rectangle {
  double x = 0.0;
  double y = 0.0;
  double width = 0.0;
  double height = 0.0;
  friend bool operator==(const Rectangle&, const Rectangle&) = default;
};

enum class KeypointState : std::uint8_t { kVisible, kOccluded, kOutside };
[[nodiscard]] constexpr std::string_view state_name(KeypointState state) {
  return state == KeypointState::kVisible    ? "visible"
         : state == KeypointState::kOccluded ? "occluded"
                                             : "outside";
}

/// A keypoint found in a picture, in pixels, pixel centres at whole numbers.
struct HandKeypoint {
  double x = 0.0;
  double y = 0.0;
  double confidence = 0.0;  ///< in [0, 1]
  KeypointState state = KeypointState::kVisible;
  friend bool operator==(const HandKeypoint&, const HandKeypoint&) = default;
};
using HandKeypoints = std::array<HandKeypoint, kKeypointCount>;

/// One hand found in a picture. A model that does not give a field leaves it out.
struct Hand {
  Box box{};
  double score = 0.0;                 ///< mean probability over its mask
  Image mask{};                       ///< one channel 0 / 1, the size of `box`
  std::optional<std::string> side{};  ///< "left" or "right"
  std::optional<int> track{};         ///< the same number for the same hand, from frame to frame
  std::optional<Rectangle> smooth_box{};     ///< of the track: `box` without its trembling
  std::optional<HandKeypoints> keypoints{};  ///< in the order of kKeypointNames
  std::optional<Rectangle> whole{};          ///< a guess at `box` with what another hand hides
  std::optional<double> hidden_share{};      ///< of the whole hand, what something hides
  std::optional<double> depth_mm{};          ///< along the optical axis, median over its mask
};

}  // namespace handsight
