// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/arrangement.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string_view>

namespace handsight::synthetic {
namespace {

constexpr Vec3 kX{1, 0, 0};
constexpr Vec3 kY{0, 1, 0};
constexpr Vec3 kZ{0, 0, 1};

float radians(double deg) { return static_cast<float>(deg * std::numbers::pi / 180.0); }

float between(Random& random, double low, double high) {
  return static_cast<float>(random.uniform(low, high));
}

Vec3 palm_centre(const HandShape& shape) { return {0.0F, 0.3F * shape.length_mm, 0.0F}; }

/// Puts the left hand's palm at `offset_mm` from the right one's, turned by `rotation`, both in the
/// right hand's frame.
void lay_beside(HandPair& pair, const Mat3& rotation, Vec3 offset_mm, const HandShape& shape) {
  const Vec3 centre = palm_centre(shape);
  pair.left.camera_from_hand = pair.right.camera_from_hand *
                               RigidTransform{rotation, centre + offset_mm - rotation * centre};
}

/// Moves the left hand along `direction` until the hands share no more than `allowed_mm`.
void part(HandPair& pair, Vec3 direction, float allowed_mm, const HandShape& shape) {
  constexpr float kStep_mm = 3.0F;
  constexpr int kSteps = 60;
  const PlacedSkeleton right{Side::kRight, bend(shape, pair.right.pose),
                             pair.right.camera_from_hand};
  PlacedSkeleton left{Side::kLeft, bend(shape, pair.left.pose), pair.left.camera_from_hand};
  for (int i = 0; i < kSteps && penetration_mm(shape, right, left) > allowed_mm; ++i) {
    left.camera_from_hand.translation = left.camera_from_hand.translation + direction * kStep_mm;
  }
  pair.left.camera_from_hand = left.camera_from_hand;
}

/// One of the named gestures for each hand, a little varied.
template <std::size_t N>
void pose_as(HandPair& pair, const std::array<std::string_view, N>& names, Random& random) {
  const HandPose pose = gesture(names[random.below(N)]);
  for (HandKey* hand : {&pair.right, &pair.left}) {
    hand->pose = pose;
    for (float& angle : hand->pose.deg) angle += between(random, -4.0, 4.0);
    hand->pose = limited(hand->pose);
  }
}

void put_in_front(HandPair& pair, const HandShape& shape, Random& random) {
  const Vec3 centre = palm_centre(shape);
  const Vec3 behind = pair.right.camera_from_hand * centre;
  const float nearer_mm = std::min(between(random, 0.25, 0.6) * shape.length_mm, 0.4F * behind.z);
  const Vec3 offset{between(random, -0.4, 0.4) * shape.length_mm,
                    between(random, -0.4, 0.4) * shape.length_mm, -nearer_mm};
  RigidTransform& left = pair.left.camera_from_hand;
  left.translation = behind + offset - left.rotation * centre;
  part(pair, {0, 0, -1}, 0.0F, shape);
}

void put_side_by_side(HandPair& pair, const HandShape& shape, Random& random) {
  pose_as(pair, std::array<std::string_view, 4>{"cupped", "flat", "relaxed", "reach"}, random);
  const Mat3 rotation = rotation_about(kZ, radians(random.uniform(-20.0, 20.0))) *
                        rotation_about(kY, radians(random.uniform(-25.0, 25.0)));
  lay_beside(pair, rotation, {-0.7F * shape.breadth_mm, between(random, -20.0, 20.0), 0.0F}, shape);
  part(pair, pair.right.camera_from_hand.rotation * -kX, 2.0F, shape);
}

void put_palm_to_palm(HandPair& pair, const HandShape& shape, Random& random) {
  pose_as(pair, std::array<std::string_view, 3>{"flat", "five", "reach"}, random);
  const Mat3 rotation = rotation_about(kY, std::numbers::pi_v<float>) *
                        rotation_about(kZ, radians(random.uniform(-30.0, 30.0)));
  lay_beside(pair, rotation, {between(random, -8.0, 8.0), between(random, -10.0, 10.0), 15.0F},
             shape);
  part(pair, pair.right.camera_from_hand.rotation * kZ, 2.0F, shape);
}

void put_stacked(HandPair& pair, const HandShape& shape, Random& random) {
  pose_as(pair, std::array<std::string_view, 3>{"flat", "relaxed", "reach"}, random);
  const Mat3 rotation = rotation_about(kZ, radians(random.uniform(20.0, 110.0)));
  lay_beside(pair, rotation, {between(random, -12.0, 12.0), between(random, -15.0, 25.0), -15.0F},
             shape);
  part(pair, pair.right.camera_from_hand.rotation * -kZ, 2.0F, shape);
}

void interlock(HandPair& pair, const HandShape& shape, Random& random) {
  constexpr float kPressed_mm = 6.0F;
  pose_as(pair, std::array<std::string_view, 1>{"interlocked"}, random);
  const Mat3 rotation = rotation_about(kY, std::numbers::pi_v<float>) *
                        rotation_about(kZ, radians(random.uniform(-60.0, -20.0)));
  // Half the distance of two knuckles puts each finger between two of the other hand.
  lay_beside(pair, rotation, {0.12F * shape.breadth_mm, 0.05F * shape.length_mm, 25.0F}, shape);
  part(pair, pair.right.camera_from_hand.rotation * kZ, kPressed_mm, shape);
}

}  // namespace

RigidTransform mirrored(const RigidTransform& camera_from_hand) {
  const auto& [r0, r1, r2] = camera_from_hand.rotation.rows;
  const Vec3 t = camera_from_hand.translation;
  return {Mat3{{{{r0.x, -r0.y, -r0.z}, {-r1.x, r1.y, r1.z}, {-r2.x, r2.y, r2.z}}}},
          {-t.x, t.y, t.z}};
}

HandPair arranged(HandPair pair, Arrangement arrangement, const HandShape& shape, Seed seed) {
  Random random(seed.split("arrangement"));
  switch (arrangement) {
    case Arrangement::kSingle:
      break;
    case Arrangement::kApart:
      part(pair, -kX, 0.0F, shape);
      break;
    case Arrangement::kInFront:
      put_in_front(pair, shape, random);
      break;
    case Arrangement::kSideBySide:
      put_side_by_side(pair, shape, random);
      break;
    case Arrangement::kPalmToPalm:
      put_palm_to_palm(pair, shape, random);
      break;
    case Arrangement::kStacked:
      put_stacked(pair, shape, random);
      break;
    case Arrangement::kInterlocked:
      interlock(pair, shape, random);
      break;
  }
  return pair;
}

}  // namespace handsight::synthetic
