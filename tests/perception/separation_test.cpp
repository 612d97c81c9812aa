// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/separation.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "handsight/perception/rectangle.h"
#include "handsight/perception/regions.h"

#include "perception/drawn_mask.h"

namespace handsight {
namespace {

using testing::discs;
using testing::full_hand;
using testing::map_of;

std::vector<Hand> regions_of(const Image& mask) {
  return find_regions(mask, map_of(mask, 0.9F, 0.0F), {.smooth_edges = false});
}

TEST(SeparationByShape, DividesTwoPalmsThatTouch) {
  const auto hands = regions_of(discs(100, 60, {{30, 30, 16}, {60, 30, 16}}));
  ASSERT_EQ(hands.size(), 1U);
  auto apart = separate_by_shape(hands);
  ASSERT_EQ(apart.size(), 2U);
  std::sort(apart.begin(), apart.end(),
            [](const Hand& a, const Hand& b) { return a.box.x < b.box.x; });
  // the seam lies in the middle, at column 45
  EXPECT_EQ(apart[0].box.x, 14);
  EXPECT_NEAR(apart[0].box.x + apart[0].box.width, 45, 1);
  EXPECT_NEAR(apart[1].box.x, 45, 1);
  EXPECT_EQ(apart[1].box.x + apart[1].box.width, 77);
}

TEST(SeparationByShape, LeavesNoPixelOut) {
  const auto mask = discs(100, 60, {{30, 30, 16}, {60, 30, 16}});
  const auto apart = separate_by_shape(regions_of(mask));
  std::int64_t pixels = 0;
  for (const auto& hand : apart) {
    pixels += std::count(hand.mask.pixels.begin(), hand.mask.pixels.end(), 1);
  }
  EXPECT_EQ(pixels, std::count(mask.pixels.begin(), mask.pixels.end(), 1));
}

TEST(SeparationByShape, DividesThreeAsWell) {
  const auto hands = regions_of(discs(140, 60, {{30, 30, 16}, {60, 30, 16}, {90, 30, 16}}));
  EXPECT_EQ(separate_by_shape(hands).size(), 3U);
}

TEST(SeparationByShape, KeepsAPalmAndItsFingersTogether) {
  Image mask = discs(80, 80, {{40, 50, 16}});
  for (const int finger : {26, 34, 42, 50}) {
    for (int y = 8; y < 45; ++y) std::fill_n(mask.at(finger, y), 5, std::uint8_t{1});
  }
  EXPECT_EQ(separate_by_shape(regions_of(mask)).size(), 1U);
}

TEST(SeparationByShape, KeepsRegionsWholeWhenSwitchedOff) {
  const auto hands = regions_of(discs(100, 60, {{30, 30, 16}, {60, 30, 16}}));
  EXPECT_EQ(separate_by_shape(hands, {.enabled = false}).size(), 1U);
}

KnownHand known(int track, const Box& box) {
  return {.track = track, .box = rectangle_of(box), .mask = full_hand(box).mask};
}

TEST(SeparationByTracks, DividesARegionBetweenTheHandsThatItHolds) {
  const std::vector<KnownHand> hands{known(3, {0, 0, 10, 10}), known(7, {10, 0, 10, 10})};
  const auto apart = separate_known({full_hand({0, 0, 20, 10})}, hands).hands;
  ASSERT_EQ(apart.size(), 2U);
  EXPECT_EQ(apart[0].box, (Box{0, 0, 10, 10}));
  EXPECT_EQ(apart[0].track, 3);
  EXPECT_EQ(apart[1].box, (Box{10, 0, 10, 10}));
  EXPECT_EQ(apart[1].track, 7);
}

TEST(SeparationByTracks, KnowsTheWholeBoxOfAHandThatIsHalfHidden) {
  const std::vector<KnownHand> hands{known(1, {0, 0, 10, 10}), known(2, {6, 0, 10, 10})};
  const auto apart = separate_known({full_hand({0, 0, 16, 10})}, hands).hands;
  ASSERT_EQ(apart.size(), 2U);
  EXPECT_EQ(apart[0].whole, (Rectangle{0, 0, 10, 10}));
  EXPECT_EQ(apart[1].whole, (Rectangle{6, 0, 10, 10}));
  EXPECT_EQ(apart[0].box.width + apart[1].box.width, 16);
}

TEST(SeparationByTracks, DoesNotDivideAHandThatHidesTheOther) {
  const std::vector<KnownHand> hands{known(1, {0, 0, 10, 10}), known(2, {1, 2, 8, 6})};
  const auto apart = separate_known({full_hand({0, 0, 10, 10})}, hands);
  ASSERT_EQ(apart.hands.size(), 1U);
  EXPECT_EQ(apart.hands[0].track, 1);
  ASSERT_EQ(apart.hidden.size(), 1U);
  EXPECT_EQ(apart.hidden[0].track, 2);
  EXPECT_EQ(apart.hidden[0].box, hands[1].box);
}

TEST(SeparationByTracks, LeavesHandsThatAreApart) {
  const std::vector<KnownHand> hands{known(1, {0, 0, 10, 10}), known(2, {20, 0, 10, 10})};
  const auto apart = separate_known({full_hand({0, 0, 10, 10}), full_hand({20, 0, 10, 10})}, hands);
  EXPECT_EQ(apart.hands.size(), 2U);
  EXPECT_FALSE(apart.hands[0].whole);
}

TEST(SeparationByShape, KeepsARegionWholeThatOneKnownHandFills) {
  // an hourglass, which would be divided if nothing were known
  const auto regions = regions_of(discs(100, 60, {{30, 30, 16}, {60, 30, 16}}));
  const std::vector<KnownHand> hands{
      {.track = 1, .box = rectangle_of(regions[0].box), .mask = regions[0].mask}};
  EXPECT_EQ(separate_by_shape(separate_known(regions, hands).hands).size(), 1U);
}

}  // namespace
}  // namespace handsight
