// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/label_map.h"

#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"

#include "data/labelled_hand.h"

namespace handsight {
namespace {

/// One row: three pixels of background, three of hand.
Sample sample() {
  Sample made;
  made.image = Image(6, 1, 3);
  made.mask = Image(6, 1, 1);
  made.mask.pixels = {0, 0, 0, 1, 1, 1};
  made.sides = made.mask;
  made.parts_left = Image(6, 1, 1, 8);
  made.hands = {test::full_hand()};
  return made;
}

TEST(MapLabels, ChangesNothingByDefault) {
  const auto mapped = map_labels(sample(), {});
  EXPECT_EQ(mapped.mask, sample().mask);
  EXPECT_EQ(mapped.parts_left, sample().parts_left);
  EXPECT_EQ(mapped.hands, sample().hands);
}

TEST(MapLabels, ForgetsWhatIsNotKept) {
  const auto mapped = map_labels(sample(), {.keep = {"mask"}});
  EXPECT_FALSE(mapped.mask.empty());
  EXPECT_TRUE(mapped.sides.empty());
  EXPECT_TRUE(mapped.parts_left.empty());
  EXPECT_FALSE(mapped.hands[0].keypoints.has_value());
  EXPECT_EQ(mapped.hands[0].side, Side::kLeft);
}

TEST(MapLabels, IgnoresHandsThatMayBeArms) {
  EXPECT_THAT(map_labels(sample(), {.hand = "ignore"}).mask.pixels,
              testing::ElementsAre(0, 0, 0, 255, 255, 255));
}

TEST(MapLabels, IgnoresBackgroundThatMayHoldHands) {
  EXPECT_THAT(map_labels(sample(), {.background = "ignore"}).mask.pixels,
              testing::ElementsAre(255, 255, 255, 1, 1, 1));
}

TEST(MapLabels, IgnoresBothSidesOfACoarseEdge) {
  EXPECT_THAT(map_labels(sample(), {.ignore_edge_px = 1}).mask.pixels,
              testing::ElementsAre(0, 0, 255, 255, 1, 1));
}

TEST(MapLabels, RenumbersParts) {
  std::vector<int> ids(kPartCount + 1);
  std::iota(ids.begin(), ids.end(), 0);
  ids[8] = 9;
  EXPECT_EQ(map_labels(sample(), {.parts = ids}).parts_left, Image(6, 1, 1, 9));
}

TEST(MapLabels, RefusesANumberingThatIsNotWhole) {
  EXPECT_THROW((void)map_labels(sample(), {.parts = {1, 2, 3}}), InvalidArgument);
}

}  // namespace
}  // namespace handsight
