// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/regions.h"

#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/perception/morphology.h"

#include "perception/drawn_mask.h"

namespace handsight {
namespace {

using testing::drawn;
using testing::map_of;

// Every region counts, however small.
constexpr RegionOptions kAll{.smooth_edges = false,
                             .min_area = 0.0,
                             .min_side = 0.0,
                             .merge_gap = 0.0,
                             .min_relative_area = 0.0};

TEST(Hysteresis, KeepsARegionWithItsFaintPixels) {
  const ProbabilityMap map{.width = 4, .height = 1, .values = {0.4F, 0.7F, 0.36F, 0.34F}};
  EXPECT_EQ(hysteresis_mask(map), drawn({"###."}));
}

TEST(Hysteresis, DropsARegionThatIsFaintAllOver) {
  const ProbabilityMap map{.width = 4, .height = 1, .values = {0.5F, 0.5F, 0.0F, 0.61F}};
  EXPECT_EQ(hysteresis_mask(map), drawn({"...#"}));
}

TEST(Hysteresis, IsOneThresholdWhenSwitchedOff) {
  const ProbabilityMap map{.width = 3, .height = 1, .values = {0.5F, 0.4F, 0.7F}};
  EXPECT_EQ(hysteresis_mask(map, {.enabled = false}), drawn({"#.#"}));
}

TEST(Morphology, DropsSpecksButKeepsThinFingers) {
  EXPECT_EQ(without_specks(drawn({"#......",  //
                                  "...###.",  //
                                  "######.",  //
                                  "...###.",  //
                                  "......."})),
            drawn({".......",  //
                   "...###.",  //
                   "######.",  //
                   "...###.",  //
                   "......."}));
}

TEST(Morphology, ClosesPinHoles) {
  EXPECT_EQ(closed(drawn({".....", ".###.", ".#.#.", ".###.", "....."})),
            drawn({".....", ".###.", ".###.", ".###.", "....."}));
}

TEST(Morphology, KeepsHandsThatTheEdgeCuts) {
  const auto mask = drawn({"###..", "###..", "###.."});
  EXPECT_EQ(closed(without_specks(mask)), mask);
}

// Along a row 1, 2, 1; the frame counts as background.
TEST(Morphology, MeasuresTheDistanceToTheEdge) {
  const auto distance = distance_inside(drawn({"###", "###", "###"}));
  EXPECT_NEAR(distance[0], 1.0, 1e-6);
  EXPECT_NEAR(distance[4], 2.0, 1e-6);
}

TEST(Regions, DropWhatIsSmallAgainstThePicture) {
  const auto mask = drawn({"##........", "##........", ".....#....", ".........."});
  auto options = kAll;
  options.min_area = 0.05;  // of 40 pixels: 2
  EXPECT_EQ(find_regions(mask, map_of(mask, 0.9F, 0.0F), options).size(), 1U);
  options.min_area = 0.0;
  options.min_side = 0.2;  // of 10 pixels: 2
  EXPECT_EQ(find_regions(mask, map_of(mask, 0.9F, 0.0F), options).size(), 1U);
}

TEST(Regions, DropWhatIsSmallAgainstTheLargest) {
  const auto mask = drawn({"#####....#", "#####....."});
  auto options = kAll;
  options.min_relative_area = 0.2;
  EXPECT_EQ(find_regions(mask, map_of(mask, 0.9F, 0.0F), options).size(), 1U);
}

TEST(Regions, MergeASmallPieceNextToALargeOne) {
  const auto mask = drawn({"#####.#...", "#####....."});
  auto options = kAll;
  options.min_relative_area = 0.2;
  options.merge_gap = 0.2;  // less than 2 pixels
  const auto hands = find_regions(mask, map_of(mask, 0.9F, 0.0F), options);
  ASSERT_EQ(hands.size(), 1U);
  EXPECT_EQ(hands[0].box, (Box{0, 0, 7, 2}));
  EXPECT_EQ(hands[0].mask, drawn({"#####.#", "#####.."}));
}

TEST(Regions, DoNotMergeTwoHandsOfLikeSize) {
  const auto mask = drawn({"####.####", "####.####"});
  auto options = kAll;
  options.min_relative_area = 0.2;
  options.merge_gap = 0.5;
  EXPECT_EQ(find_regions(mask, map_of(mask, 0.9F, 0.0F), options).size(), 2U);
}

TEST(Regions, KeepAsManyHandsAsAsked) {
  const auto mask = drawn({"##.##.###"});
  auto options = kAll;
  options.max_hands = 2;
  const auto hands = find_regions(mask, map_of(mask, 0.9F, 0.0F), options);
  ASSERT_EQ(hands.size(), 2U);
  EXPECT_EQ(hands[0].box, (Box{6, 0, 3, 1}));
}

TEST(Regions, KeepEverythingWhenSwitchedOff) {
  const auto mask = drawn({"#.##", "...."});
  EXPECT_EQ(find_regions(mask, map_of(mask, 0.9F, 0.0F), {.enabled = false}).size(), 2U);
}

TEST(Regions, ScoreTheMeanProbability) {
  const auto mask = drawn({"##"});
  const ProbabilityMap map{.width = 2, .height = 1, .values = {0.6F, 1.0F}};
  EXPECT_NEAR(find_regions(mask, map, kAll).at(0).score, 0.8, 1e-6);
}

TEST(Regions, RefuseAMapOfAnotherSize) {
  EXPECT_THROW((void)find_regions(Image(2, 2, 1), map_of(Image(3, 2, 1), 0, 0)), InvalidArgument);
}

}  // namespace
}  // namespace handsight
