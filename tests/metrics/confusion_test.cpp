// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/metrics/mask_metrics.h"

#include "metrics/records.h"

namespace handsight {
namespace {

using ::testing::HasSubstr;

std::string message_of(const Image& predicted, const Image& truth) {
  try {
    static_cast<void>(count_pixels(predicted, truth));
  } catch (const InvalidArgument& error) {
    return error.what();
  }
  return "nothing was thrown";
}

TEST(CountPixels, SortsEveryPixelIntoOneOfFourCounts) {
  const auto counts = count_pixels(row({1, 1, 1, 0, 0, 0}), row({1, 1, 0, 1, 0, 0}));
  EXPECT_EQ(counts, (Confusion{2, 1, 1, 2}));
}

TEST(CountPixels, TakesAnyValueButZeroAsHandInThePrediction) {
  EXPECT_EQ(count_pixels(row({255, 7}), row({1, 0})), (Confusion{1, 1, 0, 0}));
}

TEST(CountPixels, LeavesIgnoredPixelsOut) {
  EXPECT_EQ(count_pixels(row({1, 0, 1}), row({255, 255, 1})), (Confusion{1, 0, 0, 0}));
}

TEST(CountPixels, NamesBothSizesWhenTheyDiffer) {
  EXPECT_THAT(message_of(row({1, 0}), row({1})), HasSubstr("2 x 1 and the truth 1 x 1"));
}

TEST(CountPixels, RefusesColours) {
  EXPECT_THAT(message_of(Image(1, 1, 3), Image(1, 1, 1)), HasSubstr("found 3 (prediction)"));
}

TEST(CountPixels, NamesATruthValueWithoutMeaning) {
  EXPECT_THAT(message_of(row({1}), row({2})), HasSubstr("the value 2"));
}

TEST(MaskScores, MatchHandComputedRatios) {
  const Confusion counts{6, 2, 4, 8};
  EXPECT_DOUBLE_EQ(iou(counts), 6.0 / 12.0);
  EXPECT_DOUBLE_EQ(background_iou(counts), 8.0 / 14.0);
  EXPECT_DOUBLE_EQ(precision(counts), 6.0 / 8.0);
  EXPECT_DOUBLE_EQ(recall(counts), 6.0 / 10.0);
  EXPECT_DOUBLE_EQ(f1(counts), 12.0 / 18.0);
}

TEST(MaskScores, AreOneWhenThereIsNoHandAndNoneIsFound) {
  const Confusion counts{.true_negative = 9};
  EXPECT_EQ(iou(counts), 1.0);
  EXPECT_EQ(f1(counts), 1.0);
  EXPECT_EQ(precision(counts), 1.0);
  EXPECT_EQ(recall(counts), 1.0);
}

TEST(MaskScores, AreZeroWhenAHandIsInvented) {
  const Confusion counts{.false_positive = 1, .true_negative = 8};
  EXPECT_EQ(iou(counts), 0.0);
  EXPECT_EQ(f1(counts), 0.0);
}

TEST(MaskScores, AreOneForTheBackgroundOfAPictureThatIsAllHand) {
  EXPECT_EQ(background_iou({.true_positive = 4}), 1.0);
}

TEST(MaskScores, GiveACoinFlipAnF1Of16PercentAtACoverageOfNineAndAHalf) {
  // 190 of 2000 pixels are hand; the coin calls half of everything hand
  const Confusion coin{95, 905, 95, 905};
  EXPECT_NEAR(f1(coin), 0.16, 0.0005);
}

}  // namespace
}  // namespace handsight
