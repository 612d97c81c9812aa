// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/metrics/record.h"

#include <vector>

#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/metrics/size_bins.h"

#include "metrics/records.h"

namespace handsight {
namespace {

TEST(CountSides, CountsPixelsGivenToTheOtherHand) {
  // left alone, right alone, both; the first is called right, the third both
  const auto record = count_sides({.left = row({0, 0, 1}), .right = row({1, 1, 1})},
                                  {.left = row({1, 0, 1}), .right = row({0, 1, 1})});
  EXPECT_EQ(record.left, (Confusion{1, 0, 1, 1}));
  EXPECT_EQ(record.right, (Confusion{2, 1, 0, 0}));
  EXPECT_EQ(record.kept, 1);
  EXPECT_EQ(record.swapped, 1);
}

TEST(CountParts, CountsEachPartOfEachHand) {
  const auto record = count_parts({.left = row({1, 1, 2, 0}), .right = row({0, 0, 0, 16})},
                                  {.left = row({1, 2, 2, 255}), .right = row({0, 0, 3, 16})});
  EXPECT_EQ(record.hands[0][0].truth, 1);
  EXPECT_EQ(record.hands[0][0].predicted, 2);
  EXPECT_EQ(record.hands[0][0].both, 1);
  EXPECT_EQ(record.hands[0][1].truth, 2);
  EXPECT_EQ(record.hands[0][1].both, 1);
  EXPECT_EQ(record.hands[1][15].both, 1);
  EXPECT_EQ(record.hands[1][2].predicted, 0);
}

TEST(CountParts, RefusesAPartThatIsNone) {
  const auto map = row({17});
  EXPECT_THROW((void)count_parts({.left = map, .right = map}, {.left = map, .right = map}),
               InvalidArgument);
}

TEST(CountDepth, LooksAtTheHandAtBothHandsAndAtEverything) {
  // hand right, hand 0.06 off, background predicted as hand, background right, hand without reading
  const std::vector<float> found{0.5F, 0.56F, 0.5F, 0.0F, 0.9F};
  const std::vector<float> truth{0.5F, 0.50F, 0.0F, 0.0F, 0.0F};
  const auto predicted_mask = row({1, 1, 1, 0, 0});
  const auto true_mask = row({1, 1, 0, 0, 1});
  const auto record = count_depth({.depth = found, .mask = &predicted_mask},
                                  {.depth = truth, .mask = &true_mask}, 1.0);
  EXPECT_EQ(record.hand.pixels, 2);
  EXPECT_EQ(record.hand.within, 1);
  EXPECT_NEAR(record.hand.absolute_error, 0.06, 1e-6);
  EXPECT_EQ(record.either.pixels, 4);
  EXPECT_EQ(record.either.within, 1);
  EXPECT_EQ(record.all.pixels, 5);
  EXPECT_EQ(record.all.within, 2);
}

TEST(CountDepth, TakesTheMarginOfTheRangeOrOfTheDepth) {
  // 20 mm off: within 5 % of a metre, not of 200 mm
  const std::vector<float> found{220.0F};
  const std::vector<float> truth{200.0F};
  const auto mask = row({1});
  const auto record = count_depth({.depth = found}, {.depth = truth, .mask = &mask}, 1000.0);
  EXPECT_EQ(record.hand.within, 1);
  EXPECT_EQ(record.hand.within_relative, 0);
}

TEST(ByHandSize, SortsPicturesByTheShareThatIsHand) {
  const std::vector<PictureRecord> pictures{{.id = "1 %", .mask = Confusion{1, 0, 0, 99}},
                                            {.id = "2 %", .mask = Confusion{1, 0, 1, 98}},
                                            {.id = "20 %", .mask = Confusion{10, 0, 10, 80}},
                                            {.id = "no hand", .mask = Confusion{0, 0, 0, 9}},
                                            {.id = "no mask"}};
  const auto bins = by_hand_size(pictures);
  ASSERT_EQ(bins[0].size(), 1U);
  EXPECT_EQ(bins[0][0].id, "1 %");
  ASSERT_EQ(bins[1].size(), 1U);
  EXPECT_EQ(bins[1][0].id, "2 %");
  EXPECT_TRUE(bins[2].empty());
  ASSERT_EQ(bins[3].size(), 1U);
}

}  // namespace
}  // namespace handsight
