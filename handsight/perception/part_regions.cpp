// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/part_regions.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "handsight/geometry/hand_skeleton.h"
#include "handsight/geometry/vector.h"

namespace handsight {
namespace {

constexpr std::size_t kClasses = kPartCount + 1;

/// Half the breadth of a phalanx as a share of the palm's length, from the wrist to the base of the
/// middle finger: about 9 mm of 95 mm in fingers, 11 mm in the thumb (Pheasant and Haslegrave,
/// Bodyspace, 3rd edition), and the ball of the thumb around its metacarpal.
constexpr std::array<float, 3> kThumbBreadths{0.15F, 0.12F, 0.11F};
constexpr std::array<float, 3> kFingerBreadths{0.105F, 0.10F, 0.095F};
constexpr float kPalmBreadth = 0.15F;  // by which the palm's skin lies outside its joints
/// Inside the palm's outline only bones that are nearer than this lie in front of it.
constexpr float kPalmDistance = 0.75F;

float distance_to_segment(Vec2 point, Vec2 a, Vec2 b) {
  const Vec2 along = b - a, to = point - a;
  const float squared = along.x * along.x + along.y * along.y;
  const float share =
      squared > 0.0F ? std::clamp((to.x * along.x + to.y * along.y) / squared, 0.0F, 1.0F) : 0.0F;
  return length(to - along * share);
}

}  // namespace

BoneParts::BoneParts(const HandKeypoints& keypoints, const Affine& square_from_frame) {
  std::array<Vec2, kKeypointCount> at{};
  for (std::size_t i = 0; i < kKeypointCount; ++i) {
    at[i] = square_from_frame *
            Vec2{static_cast<float>(keypoints[i].x), static_cast<float>(keypoints[i].y)};
  }
  const auto base = [&](std::size_t finger) { return at[keypoint_of(finger, 0)]; };
  // seen from in front, a palm is about as broad as it is long
  palm_length_ = std::max({length(base(2) - at[kWrist]), length(base(4) - base(1)), 1.0F});
  palm_ = {at[kWrist], base(0), base(1), base(2), base(3), base(4)};
  const auto is_hidden = [&](std::size_t point) {
    return keypoints[point].state == KeypointState::kOccluded;
  };
  for (std::size_t finger = 0; finger < kFingerCount; ++finger) {
    const auto& breadths = finger == 0 ? kThumbBreadths : kFingerBreadths;
    for (std::size_t phalanx = 0; phalanx < 3; ++phalanx) {
      const auto from = keypoint_of(finger, phalanx), to = from + 1;
      bones_.push_back({.from = at[from],
                        .to = at[to],
                        .breadth = breadths[phalanx] * palm_length_,
                        .part = kPhalanxParts[finger][phalanx],
                        .hidden = is_hidden(from) || is_hidden(to)});
    }
  }
}

BoneParts::Nearest BoneParts::at(Vec2 place, bool seen) const {
  Nearest nearest{.part = seen ? std::size_t{kPalmPart} : 0,
                  .distance = seen ? distance_to_palm(place) : 1.0F};
  for (const auto& bone : bones_) {
    if (!seen && !bone.hidden) continue;
    const float distance = distance_to_segment(place, bone.from, bone.to) / bone.breadth;
    if (distance < nearest.distance) nearest = {.part = bone.part, .distance = distance};
  }
  return nearest;
}

/// In half breadths, as of bones.
float BoneParts::distance_to_palm(Vec2 point) const {
  if (is_in_palm(point)) return kPalmDistance;
  float nearest = std::numeric_limits<float>::max();
  for (std::size_t i = 0; i < palm_.size(); ++i) {
    nearest =
        std::min(nearest, distance_to_segment(point, palm_[i], palm_[(i + 1) % palm_.size()]));
  }
  return kPalmDistance + nearest / (kPalmBreadth * palm_length_);
}

/// Even-odd rule.
bool BoneParts::is_in_palm(Vec2 point) const {
  bool inside = false;
  for (std::size_t i = 0; i < palm_.size(); ++i) {
    const Vec2 a = palm_[i], b = palm_[(i + 1) % palm_.size()];
    if ((a.y > point.y) == (b.y > point.y)) continue;
    if (point.x < a.x + (point.y - a.y) / (b.y - a.y) * (b.x - a.x)) inside = !inside;
  }
  return inside;
}

bool is_seen_at(const Hand& hand, Vec2 place) {
  const auto x = static_cast<int>(std::lround(place.x)) - hand.box.x;
  const auto y = static_cast<int>(std::lround(place.y)) - hand.box.y;
  return x >= 0 && y >= 0 && x < hand.box.width && y < hand.box.height && *hand.mask.at(x, y) != 0;
}

std::vector<float> part_regions(const Hand& hand, const Affine& frame_from_square, int size_px) {
  if (!hand.keypoints) return {};
  const BoneParts bones(*hand.keypoints, frame_from_square.inverse());
  const auto size = static_cast<std::size_t>(size_px);
  std::vector<float> logits(kClasses * size * size, 0.0F);
  for (std::size_t i = 0; i < size * size; ++i) {
    const Vec2 point{static_cast<float>(i % size), static_cast<float>(i / size)};
    const bool seen = is_seen_at(hand, frame_from_square * point);
    logits[bones.at(point, seen).part * size * size + i] = 1.0F;
  }
  return logits;
}

}  // namespace handsight
