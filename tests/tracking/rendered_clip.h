// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "handsight/core/image.h"
#include "handsight/core/seed.h"
#include "handsight/data/synthetic/scene_layout.h"
#include "handsight/perception/frame_perception.h"

namespace handsight::testing {

/// One frame, and which pixels show which hand.
struct RenderedFrame {
  FrameObservation observation{};
  std::vector<Image> masks{};  ///< of the visible hands, in the layout's order
};

/// A clip of 192 x 108 pixels at 30 frames/s with hands of about 40 pixels, and what a network says
/// of it that knows where they are and is unsure of their edges: noise, new in each frame, moves
/// them by about a pixel.
class RenderedClip {
 public:
  RenderedClip(synthetic::SceneLayout layout, synthetic::HandMesh mesh, Seed seed);

  [[nodiscard]] int frames() const;
  [[nodiscard]] RenderedFrame frame(int number) const;

 private:
  synthetic::SceneLayout layout_;
  synthetic::HandMesh mesh_;
  Seed seed_;
};

/// What two hands do that come towards each other.
enum class Meeting { kPass, kTurnBack };

/// A left hand (the first) and a right one that meet again and again, at changing heights, speeds
/// and gestures, one of them nearer to the camera: 120 pixels in 0.7 to 2 s, those that turn back
/// half of it there and half of it back, a half or more of their breadth before each other.
[[nodiscard]] RenderedClip crossing_hands(Meeting meeting, int meetings, Seed seed);

/// A right hand of one gesture that moves to the right, evenly from its first frame to its last.
[[nodiscard]] RenderedClip gliding_hand(double px_per_s, double seconds, Seed seed);

}  // namespace handsight::testing
