// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/keypoint_parts.h"

#include <algorithm>
#include <vector>

#include "handsight/perception/part_regions.h"

namespace handsight {
namespace {

bool is_complete(const HandLabel& hand) {
  return hand.keypoints && std::ranges::none_of(*hand.keypoints, [](const Keypoint& point) {
           return point.visibility == Visibility::kUnlabelled;
         });
}

/// In pixels of the picture.
BoneParts bones_of(const Keypoints& keypoints) {
  HandKeypoints points{};
  for (std::size_t i = 0; i < kKeypointCount; ++i) {
    points[i] = {.x = keypoints[i].x, .y = keypoints[i].y};
  }
  return {points, Affine{}};
}

/// Parts of all hands of one side.
Image parts_of_side(const Sample& sample, Side side) {
  const auto own = side == Side::kLeft ? kLeftSide : kRightSide;
  std::vector<BoneParts> hands;
  bool known = true;
  for (const auto& hand : sample.hands) {
    if (hand.side != side) continue;
    known = known && is_complete(hand);
    if (known) hands.push_back(bones_of(*hand.keypoints));
  }
  known = known && !hands.empty();
  Image parts(sample.sides.width, sample.sides.height, 1, kIgnore);
  for (int y = 0; y < parts.height; ++y) {
    for (int x = 0; x < parts.width; ++x) {
      const auto seen = *sample.sides.at(x, y);
      if (seen == kNoSide) *parts.at(x, y) = 0;
      if (seen != own || !known) continue;
      const Vec2 place{static_cast<float>(x), static_cast<float>(y)};
      BoneParts::Nearest best = hands.front().at(place, true);
      for (const auto& hand : hands) {
        const auto found = hand.at(place, true);
        if (found.distance < best.distance) best = found;
      }
      *parts.at(x, y) = static_cast<std::uint8_t>(best.part);
    }
  }
  return parts;
}

}  // namespace

Sample with_keypoint_parts(Sample sample) {
  const bool has_parts = !sample.parts_left.empty() || !sample.parts_right.empty();
  const bool has_keypoints = std::ranges::any_of(
      sample.hands, [](const HandLabel& hand) { return hand.side && hand.keypoints; });
  if (has_parts || !has_keypoints || sample.sides.empty()) return sample;
  sample.parts_left = parts_of_side(sample, Side::kLeft);
  sample.parts_right = parts_of_side(sample, Side::kRight);
  return sample;
}

}  // namespace handsight
