// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/hands.h"

#include <limits>

#include <gtest/gtest.h>

#include "handsight/core/error.h"

#include "perception/drawn_mask.h"

namespace handsight {
namespace {

using testing::drawn;
using testing::map_of;

TEST(Hands, AreNoneWhereNoPixelReachesTheThreshold) {
  EXPECT_TRUE(find_hands(map_of(Image(8, 8, 1), 0.9F, 0.49F)).empty());
}

TEST(Hands, ComeLargestFirst) {
  const auto hands = find_hands(map_of(drawn({"#..##", "...##"}), 0.9F, 0.1F));
  ASSERT_EQ(hands.size(), 2U);
  EXPECT_EQ(hands[0].box, (Box{3, 0, 2, 2}));
  EXPECT_EQ(hands[1].box, (Box{0, 0, 1, 1}));
}

TEST(Hands, ScoreTheMeanProbabilityOverTheirMaskAlone) {
  ProbabilityMap map{.width = 4, .height = 1, .values = {0.6F, 1.0F, 0.0F, 0.0F}};
  const auto hands = find_hands(map);
  ASSERT_EQ(hands.size(), 1U);
  EXPECT_NEAR(hands[0].score, 0.8, 1e-6);
}

TEST(Hands, CarryAMaskOfTheirOwnPixelsInTheirBox) {
  // the second region lies inside the first one's box
  const auto mask = drawn({"#####",  //
                           "#....",  //
                           "#.#..",  //
                           "#...."});
  const auto hands = find_hands(map_of(mask, 0.9F, 0.1F));
  ASSERT_EQ(hands.size(), 2U);
  EXPECT_EQ(hands[0].mask, drawn({"#####",  //
                                  "#....",  //
                                  "#....",  //
                                  "#...."}));
}

TEST(Hands, LeaveOutWhatIsSmallerThanTheShareOfThePicture) {
  const auto map = map_of(drawn({"#..##", "...##"}), 0.9F, 0.1F);
  EXPECT_EQ(find_hands(map, {.min_area = 0.2}).size(), 1U);
}

TEST(Hands, AreAtMostAsManyAsAskedFor) {
  const auto map = map_of(drawn({"#.#.##"}), 0.9F, 0.1F);
  const auto hands = find_hands(map, {.max_hands = 1});
  ASSERT_EQ(hands.size(), 1U);
  EXPECT_EQ(hands[0].box, (Box{4, 0, 2, 1}));
}

TEST(Hands, IncludePixelsExactlyAtTheThreshold) {
  EXPECT_EQ(find_hands(map_of(drawn({"#"}), 0.5F, 0.0F)).size(), 1U);
}

TEST(Hands, AreNotMadeOfWhatIsNoNumber) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_TRUE(find_hands(map_of(drawn({"##"}), nan, 0.0F)).empty());
}

TEST(Hands, AreFoundInAPictureOnePixelWide) {
  const auto hands = find_hands(map_of(drawn({"#", "#", "."}), 0.9F, 0.1F));
  ASSERT_EQ(hands.size(), 1U);
  EXPECT_EQ(hands[0].box, (Box{0, 0, 1, 2}));
}

TEST(Hands, RefuseAMapWithMissingValues) {
  const ProbabilityMap map{.width = 2, .height = 2, .values = {0.5F}};
  EXPECT_THROW((void)find_hands(map), InvalidArgument);
}

TEST(Hands, RefuseAThresholdBeyondOne) {
  EXPECT_THROW((void)find_hands(ProbabilityMap{}, {.threshold = 1.5}), InvalidArgument);
}

TEST(ThresholdMask, HoldsHandAndBackground) {
  const ProbabilityMap map{.width = 2, .height = 1, .values = {0.7F, 0.3F}};
  EXPECT_EQ(threshold_mask(map, 0.5).pixels, (std::vector<std::uint8_t>{kHand, kBackground}));
}

}  // namespace
}  // namespace handsight
