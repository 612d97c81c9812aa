// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/hand_pose.h"

#include <set>

#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/data/synthetic/gestures.h"

namespace handsight::synthetic {
namespace {

TEST(HandShape, HasTheLengthItSays) {
  const HandShape shape = mean_hand_shape(189.0F, 87.0F);
  const HandSkeleton flat = bend(shape, HandPose{});
  EXPECT_NEAR(length(flat.joints_mm[keypoint_of(2, 3)]) + shape.soft_tip_mm[2], 189.0F, 2.0F);
}

TEST(HandShape, OfMenIsLongerThanOfChildren) {
  const auto mean_length = [](const HandShapeOptions& options) {
    float sum = 0.0F;
    for (std::uint64_t i = 0; i < 200; ++i) {
      sum += draw_hand_shape(options, Seed(3).split(i)).length_mm / 200.0F;
    }
    return sum;
  };
  EXPECT_NEAR(mean_length({.men = 1.0, .women = 0.0}), 189.0F, 3.0F);
  EXPECT_NEAR(mean_length({.men = 0.0, .women = 1.0}), 174.0F, 3.0F);
  EXPECT_NEAR(mean_length({.men = 0.0, .women = 0.0}), 137.5F, 4.0F);
}

TEST(HandShape, RefusesSharesAboveOne) {
  EXPECT_THROW((void)draw_hand_shape({.men = 0.7, .women = 0.7}, Seed(1)), InvalidArgument);
}

TEST(HandPose, KeepsBonesAsLongAsTheyAre) {
  const HandShape shape = mean_hand_shape(174.0F, 76.0F);
  const HandSkeleton fist = bend(shape, gesture("fist"));
  for (std::size_t finger = 0; finger < kFingerCount; ++finger) {
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_NEAR(length(fist.joints_mm[keypoint_of(finger, i + 1)] -
                         fist.joints_mm[keypoint_of(finger, i)]),
                  shape.phalanx_mm[finger][i], 1e-3F);
    }
  }
}

TEST(HandPose, FlexesTowardsThePalm) {
  const HandShape shape = mean_hand_shape(189.0F, 87.0F);
  HandPose pose;
  pose[Joint::kMiddleMcp] = 90.0F;
  const HandSkeleton bent = bend(shape, pose);
  const Vec3 along = bent.joints_mm[keypoint_of(2, 3)] - bent.joints_mm[keypoint_of(2, 0)];
  EXPECT_NEAR(along.y, 0.0F, 1e-3F);
  EXPECT_GT(along.z, 80.0F);
}

TEST(HandPose, FindsThatStraightFingersAreFreeAndThatCrushedOnesAreNot) {
  const HandShape shape = mean_hand_shape(189.0F, 87.0F);
  EXPECT_EQ(self_penetration_mm(shape, bend(shape, gesture("five"))), 0.0F);
  HandPose crushed;
  crushed[Joint::kIndexSpread] = -12.0F;
  crushed[Joint::kMiddleSpread] = 14.0F;
  EXPECT_GT(self_penetration_mm(shape, bend(shape, crushed)), 3.0F);
}

TEST(Gestures, AreAtLeastThirtyWithNamesOfTheirOwn) {
  std::set<std::string_view> names;
  for (const Gesture& known : gestures()) names.insert(known.name);
  EXPECT_EQ(names.size(), gestures().size());
  EXPECT_GE(names.size(), 30U);
}

TEST(Gestures, AreWithinLimitsAndFreeOfOverlap) {
  const HandShape shape = mean_hand_shape(189.0F, 87.0F);
  for (const Gesture& known : gestures()) {
    EXPECT_TRUE(within_limits(known.pose)) << known.name;
    EXPECT_LE(self_penetration_mm(shape, bend(shape, known.pose)), 4.0F) << known.name;
  }
}

TEST(Gestures, NamesTheKnownOnesWhenAskedForAnother) {
  try {
    (void)gesture("salute");
    FAIL();
  } catch (const InvalidArgument& error) {
    EXPECT_NE(std::string(error.what()).find("thumbs_up"), std::string::npos);
  }
}

TEST(PosePrior, StaysWithinLimitsAndFreeOfOverlapOverTenThousandPoses) {
  for (std::uint64_t i = 0; i < 10000; ++i) {
    const HandShape shape = draw_hand_shape({}, Seed(5).split(i % 20));
    const HandPose pose =
        draw_pose(shape, {.synergy_noise = 2.0, .joint_noise = 2.0}, Seed(11).split(i));
    ASSERT_TRUE(within_limits(pose)) << i;
    ASSERT_LE(self_penetration_mm(shape, bend(shape, pose)), 4.8F) << i;
  }
}

TEST(PosePrior, GivesTheSamePoseForTheSameSeedOnly) {
  const HandShape shape = mean_hand_shape(189.0F, 87.0F);
  EXPECT_EQ(draw_pose(shape, {}, Seed(1)), draw_pose(shape, {}, Seed(1)));
  EXPECT_NE(draw_pose(shape, {}, Seed(1)), draw_pose(shape, {}, Seed(2)));
}

}  // namespace
}  // namespace handsight::synthetic
