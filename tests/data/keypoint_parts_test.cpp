// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/keypoint_parts.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "handsight/data/label_map.h"

namespace handsight {
namespace {

constexpr int kSide = 120;

std::uint8_t part(std::size_t finger, std::size_t phalanx) {
  return kPhalanxParts[finger][phalanx];
}

/// Upright, the wrist at (middle, 110), the thumb on the left; finger f stands at
/// middle - 20 + 10 f, its base at y = 70, a joint every 15 px.
HandLabel upright(Side side, float middle) {
  Keypoints points;
  for (std::size_t finger = 0; finger < kFingerCount; ++finger) {
    for (std::size_t joint = 0; joint < 4; ++joint) {
      points[keypoint_of(finger, joint)] = {
          .x = middle - 20.0F + 10.0F * static_cast<float>(finger),
          .y = 70.0F - 15.0F * static_cast<float>(joint),
          .visibility = Visibility::kVisible};
    }
  }
  points[kWrist] = {.x = middle, .y = 110.0F, .visibility = Visibility::kVisible};
  return {.side = side, .keypoints = points};
}

/// A left hand before the left half of the picture, a right one before the right quarter; nothing
/// in the first ten rows.
Sample two_hands() {
  Sample sample{.id = "hands", .image = Image(kSide, kSide, 3)};
  sample.sides = Image(kSide, kSide, 1);
  for (int y = 10; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      *sample.sides.at(x, y) = x < 60 ? kLeftSide : x >= 90 ? kRightSide : kNoSide;
    }
  }
  sample.hands = {upright(Side::kLeft, 30.0F), upright(Side::kRight, 110.0F)};
  return sample;
}

TEST(KeypointParts, AreThoseOfTheNearestBone) {
  const auto sample = with_keypoint_parts(two_hands());
  EXPECT_EQ(*sample.parts_left.at(30, 62), part(2, 0));
  EXPECT_EQ(*sample.parts_left.at(31, 47), part(2, 1));
  EXPECT_EQ(*sample.parts_left.at(30, 20), part(2, 2));
  EXPECT_EQ(*sample.parts_left.at(50, 40), part(4, 1));
  EXPECT_EQ(*sample.parts_left.at(30, 95), kPalmPart);
  EXPECT_EQ(*sample.parts_right.at(110, 47), part(2, 1));
}

TEST(KeypointParts, AreNotKnownBehindTheOtherHand) {
  const auto sample = with_keypoint_parts(two_hands());
  EXPECT_EQ(*sample.parts_left.at(100, 50), kIgnore);
  EXPECT_EQ(*sample.parts_right.at(30, 50), kIgnore);
  EXPECT_EQ(*sample.parts_left.at(75, 50), 0);
  EXPECT_EQ(*sample.parts_left.at(30, 5), 0);
}

TEST(KeypointParts, AreNotKnownWhereSideOrPointsAreNot) {
  auto sample = two_hands();
  *sample.sides.at(30, 50) = kIgnore;
  sample.hands[1].keypoints->at(7).visibility = Visibility::kUnlabelled;
  sample = with_keypoint_parts(std::move(sample));
  EXPECT_EQ(*sample.parts_left.at(30, 50), kIgnore);
  EXPECT_EQ(*sample.parts_right.at(110, 50), kIgnore);
  EXPECT_EQ(*sample.parts_right.at(75, 50), 0);
}

TEST(KeypointParts, LeaveLabelledPartsAlone) {
  auto sample = two_hands();
  sample.parts_left = Image(kSide, kSide, 1, 3);
  EXPECT_EQ(with_keypoint_parts(sample).parts_left, sample.parts_left);
}

TEST(KeypointParts, AreMadeWhereARunAsksForThem) {
  EXPECT_TRUE(map_labels(two_hands(), {}).parts_left.empty());
  EXPECT_FALSE(map_labels(two_hands(), {.parts_by_keypoints = true}).parts_left.empty());
}

}  // namespace
}  // namespace handsight
