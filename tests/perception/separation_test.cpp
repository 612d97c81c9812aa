// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/separation.h"

#include <algorithm>

#include <gtest/gtest.h>

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

TEST(SeparationByTracks, DividesARegionBetweenTheHandsThatItHolds) {
  const std::vector<KnownHand> known{{.box = {0, 0, 10, 10}, .area = 100},
                                     {.box = {10, 0, 10, 10}, .area = 100}};
  const auto apart = separate_known({full_hand({0, 0, 20, 10})}, known);
  ASSERT_EQ(apart.size(), 2U);
  EXPECT_EQ(apart[0].box, (Box{0, 0, 10, 10}));
  EXPECT_EQ(apart[1].box, (Box{10, 0, 10, 10}));
}

TEST(SeparationByTracks, DoesNotDivideAHandThatHidesTheOther) {
  const std::vector<KnownHand> known{{.box = {0, 0, 10, 10}, .area = 100},
                                     {.box = {1, 0, 10, 10}, .area = 100}};
  EXPECT_EQ(separate_known({full_hand({0, 0, 11, 10})}, known).size(), 1U);
}

TEST(SeparationByTracks, LeavesHandsThatAreApart) {
  const std::vector<KnownHand> known{{.box = {0, 0, 10, 10}, .area = 100},
                                     {.box = {20, 0, 10, 10}, .area = 100}};
  const auto apart = separate_known({full_hand({0, 0, 10, 10}), full_hand({20, 0, 10, 10})}, known);
  EXPECT_EQ(apart.size(), 2U);
}

}  // namespace
}  // namespace handsight
