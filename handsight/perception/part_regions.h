// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "handsight/geometry/affine.h"
#include "handsight/geometry/vector.h"
#include "handsight/perception/hand.h"

namespace handsight {

/// The bones of a hand between its keypoints, by which its parts are told.
class BoneParts {
 public:
  /// keypoints  in pixels of a frame; places are then told in those of a square
  BoneParts(const HandKeypoints& keypoints, const Affine& square_from_frame);

  struct Nearest {
    std::size_t part = 0;   ///< 0 = none
    float distance = 0.0F;  ///< in half breadths of the bone
  };
  /// Of the nearest bone or of the palm; of a place where the hand is not seen, that of a bone with
  /// an occluded end which is broad enough to reach it, else none.
  [[nodiscard]] Nearest at(Vec2 place, bool seen) const;

 private:
  struct Bone {
    Vec2 from{};
    Vec2 to{};
    float breadth = 0.0F;  // half of it, pixels of the square
    std::uint8_t part = 0;
    bool hidden = false;
  };
  [[nodiscard]] float distance_to_palm(Vec2 point) const;
  [[nodiscard]] bool is_in_palm(Vec2 point) const;

  std::vector<Bone> bones_{};
  std::array<Vec2, 6> palm_{};
  float palm_length_ = 1.0F;
};

/// Whether the hand's mask holds the pixel at `place` of the frame.
[[nodiscard]] bool is_seen_at(const Hand& hand, Vec2 place);

/// The parts of a hand by its keypoints: each pixel of its mask belongs to the bone that is
/// nearest, measured in half breadths of that bone; beyond the mask only bones with an occluded end
/// reach, as far as they are broad. Breadths are shares of the palm's length.
///
/// hand     in pixels of a frame
/// square   of size_px x size_px pixels; frame_from_square says where it lies
/// returns  as HandLayers::parts: 1 for the part of a pixel, 0 for the others; empty where the hand
///          has no keypoints
[[nodiscard]] std::vector<float> part_regions(const Hand& hand, const Affine& frame_from_square,
                                              int size_px);

}  // namespace handsight
