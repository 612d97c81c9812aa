// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/part_regions.h"

#include <cstddef>
#include <cstdint>

#include <gtest/gtest.h>

#include "handsight/geometry/hand_skeleton.h"

namespace handsight {
namespace {

constexpr int kSize = 100;
const Affine kAsItIs{};

/// An upright hand: the wrist at (50, 90), palm 40 px long, fingers straight up, 10 px apart, with
/// joints every 10 px; its mask is everything from column 20 to 80 and from row 10 down.
Hand upright_hand() {
  Hand hand{.box = {20, 10, 61, 90}, .mask = Image(61, 90, 1, 1)};
  HandKeypoints points{};
  const auto put = [&](std::size_t point, double x, double y) {
    points[point] = {.x = x, .y = y, .confidence = 0.9};
  };
  put(kWrist, 50, 90);
  for (std::size_t joint = 0; joint < 4; ++joint) {
    put(keypoint_of(0, joint), 34 - 4.0 * static_cast<double>(joint),
        80 - 8.0 * static_cast<double>(joint));
    for (std::size_t finger = 1; finger < kFingerCount; ++finger) {
      put(keypoint_of(finger, joint), 25 + 10.0 * static_cast<double>(finger),
          50 - 10.0 * static_cast<double>(joint));
    }
  }
  hand.keypoints = points;
  return hand;
}

int part_at(const std::vector<float>& logits, int x, int y) {
  int best = 0;
  const auto at = [&](int part) {
    return logits.at(static_cast<std::size_t>((part * kSize + y) * kSize + x));
  };
  for (int part = 1; part <= static_cast<int>(kPartCount); ++part) {
    if (at(part) > at(best)) best = part;
  }
  return best;
}

TEST(PartRegions, FollowTheBones) {
  const auto logits = part_regions(upright_hand(), kAsItIs, kSize);
  EXPECT_EQ(part_at(logits, 35, 45), kPhalanxParts[1][0]);
  EXPECT_EQ(part_at(logits, 45, 35), kPhalanxParts[2][1]);
  EXPECT_EQ(part_at(logits, 65, 23), kPhalanxParts[4][2]);
  EXPECT_EQ(part_at(logits, 50, 70), kPalmPart);
}

TEST(PartRegions, DivideTheSpaceBetweenTwoFingers) {
  const auto logits = part_regions(upright_hand(), kAsItIs, kSize);
  EXPECT_EQ(part_at(logits, 38, 35), kPhalanxParts[1][1]);
  EXPECT_EQ(part_at(logits, 42, 35), kPhalanxParts[2][1]);
}

TEST(PartRegions, EndWithTheMaskWhereTheHandIsSeen) {
  auto hand = upright_hand();
  EXPECT_EQ(part_at(part_regions(hand, kAsItIs, kSize), 36, 5), 0);
  *hand.mask.at(35 - 20, 45 - 10) = 0;
  EXPECT_EQ(part_at(part_regions(hand, kAsItIs, kSize), 35, 45), 0);
}

TEST(PartRegions, GoOnBehindWhatHidesABone) {
  auto hand = upright_hand();
  *hand.mask.at(35 - 20, 45 - 10) = 0;
  (*hand.keypoints)[keypoint_of(1, 1)].state = KeypointState::kOccluded;
  const auto logits = part_regions(hand, kAsItIs, kSize);
  EXPECT_EQ(part_at(logits, 35, 45), kPhalanxParts[1][0]);
  EXPECT_EQ(part_at(logits, 5, 45), 0) << "as far as it is broad";
}

TEST(PartRegions, AreNoneWithoutKeypoints) {
  auto hand = upright_hand();
  hand.keypoints.reset();
  EXPECT_TRUE(part_regions(hand, kAsItIs, kSize).empty());
}

}  // namespace
}  // namespace handsight
