// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/known_hands.h"

#include <gtest/gtest.h>

#include "handsight/perception/rectangle.h"

#include "perception/drawn_mask.h"

namespace handsight {
namespace {

using testing::Disc;
using testing::discs;

Hand region_of(const std::vector<Disc>& all) {
  return {.box = {0, 0, 100, 60}, .mask = discs(100, 60, all)};
}

// A disc of radius 12 that was alone before.
KnownHand known_at(double x, double y) {
  return {.track = 1, .box = {x - 12, y - 12, 25, 25}, .mask = discs(25, 25, {{12, 12, 12}})};
}

TEST(KnownHands, AreFoundWhereTheyMovedTo) {
  const std::vector<KnownHand> known{known_at(33, 30), known_at(57, 28)};
  const auto places = places_in(region_of({{30, 32, 12}, {52, 30, 12}}), known);
  ASSERT_EQ(places.size(), 2U);
  EXPECT_EQ(places[0], (Rectangle{18, 20, 25, 25}));
  EXPECT_EQ(places[1], (Rectangle{40, 18, 25, 25}));
}

TEST(KnownHands, StayWhereTheyShouldBeBehindAnother) {
  const std::vector<KnownHand> known{
      {.track = 1, .box = {10, 10, 41, 41}, .mask = discs(41, 41, {{20, 20, 20}})},
      known_at(33, 28)};
  const auto places = places_in(region_of({{30, 30, 20}}), known);
  EXPECT_EQ(places[1], known[1].box);
}

TEST(KnownHands, AreNotLookedForFarAway) {
  const std::vector<KnownHand> known{known_at(20, 30)};
  const auto places = places_in(region_of({{80, 30, 12}}), known);
  EXPECT_LT(std::abs(places[0].x - known[0].box.x), 8.0);
}

TEST(KnownHands, CountThePixelsThatOnlyOneCovers) {
  const Hand region = testing::full_hand({5, 5, 6, 2});
  const std::vector<KnownHand> known{{.mask = Image(4, 2, 1, kHand)},
                                     {.mask = Image(4, 2, 1, kHand)}};
  // columns 4 to 7 and 7 to 10 of the region's 5 to 10
  const std::vector<Rectangle> places{{4, 5, 4, 2}, {7, 5, 4, 2}};
  EXPECT_EQ(seen_alone(region, known, places), (std::vector<double>{4, 6}));
}

}  // namespace
}  // namespace handsight
