// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/metrics/protocol.h"

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"

#include "metrics/records.h"

namespace handsight {
namespace {

using ::testing::HasSubstr;

std::vector<PictureRecord> masks(const std::vector<Confusion>& counts) {
  std::vector<PictureRecord> pictures;
  for (const auto& picture : counts) pictures.push_back(mask_record(picture));
  return pictures;
}

// IoU 1 / 4 and 90 / 120: 91 / 124 pooled, 0.5 averaged
const auto kSmallAndLargeHand = masks({{1, 2, 1, 96}, {90, 10, 20, 80}});

TEST(MicroProtocol, PoolsThePixelsOfAllPictures) {
  const auto values = measured("micro", kSmallAndLargeHand);
  EXPECT_DOUBLE_EQ(values.at("iou"), 91.0 / 124.0);
  EXPECT_DOUBLE_EQ(values.at("f1"), 182.0 / 215.0);
  EXPECT_DOUBLE_EQ(values.at("precision"), 91.0 / 103.0);
  EXPECT_DOUBLE_EQ(values.at("recall"), 91.0 / 112.0);
}

TEST(ImagewiseProtocol, GivesEveryPictureTheSameWeight) {
  const auto values = measured("imagewise", kSmallAndLargeHand);
  EXPECT_DOUBLE_EQ(values.at("iou"), (0.25 + 0.75) / 2);
  EXPECT_DOUBLE_EQ(values.at("f1"), (2.0 / 5.0 + 180.0 / 210.0) / 2);
}

TEST(ImagewiseProtocol, CountsPicturesWhoseOverlapIsAboveHalf) {
  const auto images = masks({{3, 1, 0, 0}, {2, 1, 1, 0}, {1, 3, 0, 0}});
  EXPECT_DOUBLE_EQ(measured("imagewise", images).at("share_above_half"), 1.0 / 3.0);
}

TEST(TwoClassMeanProtocol, AveragesHandAndBackground) {
  const auto values = measured("two-class-mean", kSmallAndLargeHand);
  EXPECT_DOUBLE_EQ(values.at("iou_hand"), 91.0 / 124.0);
  EXPECT_DOUBLE_EQ(values.at("iou_background"), 176.0 / 209.0);
  EXPECT_DOUBLE_EQ(values.at("iou"), (91.0 / 124.0 + 176.0 / 209.0) / 2);
}

TEST(TwoClassMeanProtocol, GivesAllBackgroundAboutHalf) {
  const auto values = measured("two-class-mean", masks({{0, 0, 95, 905}}));
  EXPECT_DOUBLE_EQ(values.at("iou"), 0.905 / 2);
}

TEST(UroojProtocol, GivesZeroToAPictureWithoutARightPixel) {
  // 3 / 5, and 0 for an empty picture that was left empty, which imagewise calls right
  const auto pictures = masks({{3, 1, 1, 5}, {0, 0, 0, 10}});
  const auto values = measured("urooj", pictures);
  EXPECT_DOUBLE_EQ(values.at("iou"), 0.3);
  EXPECT_DOUBLE_EQ(values.at("precision"), 0.375);
  EXPECT_DOUBLE_EQ(values.at("recall"), 0.375);
  EXPECT_DOUBLE_EQ(measured("imagewise", pictures).at("iou"), 0.8);
}

TEST(UroojEythProtocol, LeavesPicturesWithoutARightPixelOut) {
  EXPECT_DOUBLE_EQ(measured("urooj.eyth", masks({{3, 1, 1, 5}, {0, 4, 4, 2}})).at("iou"), 0.6);
}

TEST(SidesProtocol, TellsTheHandsApart) {
  const std::vector<PictureRecord> pictures{
      {.sides = SidesRecord{.left = {3, 0, 1, 6}, .right = {6, 2, 0, 2}, .kept = 6, .swapped = 2}}};
  const auto values = measured("sides", pictures);
  EXPECT_DOUBLE_EQ(values.at("iou_left"), 0.75);
  EXPECT_DOUBLE_EQ(values.at("iou_right"), 0.75);
  EXPECT_DOUBLE_EQ(values.at("side_accuracy"), 0.75);
}

/// Part 1 of the left hand half right, part 2 too small to count, part 3 invented.
PictureRecord parts_of_a_hand() {
  PartsRecord parts;
  parts.hands[0][0] = {.truth = 30, .predicted = 30, .both = 20};
  parts.hands[0][1] = {.truth = 19, .predicted = 0, .both = 0};
  parts.hands[0][2] = {.truth = 0, .predicted = 20, .both = 0};
  return {.parts = parts};
}

TEST(AmodalProtocol, AveragesPartsThatAreLargeEnough) {
  const auto values = measured("amodal", {parts_of_a_hand()});
  EXPECT_DOUBLE_EQ(values.at("miou"), 0.5);
  EXPECT_DOUBLE_EQ(values.at("miou_left"), 0.5);
  EXPECT_TRUE(std::isnan(values.at("miou_right")));
}

TEST(AmodalStrictProtocol, PunishesAnInventedPart) {
  EXPECT_DOUBLE_EQ(measured("amodal.strict", {parts_of_a_hand()}).at("miou"), 0.25);
}

TEST(AmodalProtocol, GivesEveryHandTheSameWeight) {
  auto whole = parts_of_a_hand();
  for (auto& part : whole.parts->hands[1]) part = {.truth = 20, .predicted = 20, .both = 20};
  // 0.5 of the left hand and 1 of the right, however many parts each has
  EXPECT_DOUBLE_EQ(measured("amodal", {whole}).at("miou"), 0.75);
}

PictureRecord depth_record() {
  return {.mask = Confusion{3, 1, 1, 5},
          .depth = DepthRecord{
              .hand = {.pixels = 10, .within = 8, .within_relative = 4, .absolute_error = 0.5},
              .either = {.pixels = 20, .within = 10},
              .all = {.pixels = 100, .within = 90}}};
}

TEST(Depth5Protocols, TakeTheirRegionAndMargin) {
  const std::vector<PictureRecord> pictures{depth_record()};
  EXPECT_DOUBLE_EQ(measured("depth5.hand", pictures).at("score"), 0.8);
  EXPECT_DOUBLE_EQ(measured("depth5.hand", pictures).at("mean_error"), 0.05);
  EXPECT_DOUBLE_EQ(measured("depth5.hand.relative", pictures).at("score"), 0.4);
  EXPECT_DOUBLE_EQ(measured("depth5.either", pictures).at("score"), 0.5);
  EXPECT_DOUBLE_EQ(measured("depth5.all", pictures).at("score"), 0.9);
}

TEST(Depth5HandProtocol, AveragesDepthAndMask) {
  // F1 = 6 / 8
  EXPECT_DOUBLE_EQ(measured("depth5.hand", {depth_record()}).at("average"), (0.8 + 0.75) / 2);
}

/// A hand of two points, both at the origin, found at these distances to the right.
PictureRecord two_points(double first_px, double second_px) {
  return {.keypoints = KeypointsRecord{
              .points = {{.x = first_px, .counts = true}, {.x = second_px, .counts = true}},
              .hand_side_px = 20.0}};
}

TEST(Hand3dProtocol, AveragesOverPointsAfterPictures) {
  const std::vector<PictureRecord> pictures{two_points(0, 10), two_points(2, 10),
                                            two_points(7, 40)};
  const auto values = measured("hand3d", pictures);
  EXPECT_DOUBLE_EQ(values.at("epe_mean"), (3.0 + 20.0) / 2);
  EXPECT_DOUBLE_EQ(values.at("epe_median"), (2.0 + 10.0) / 2);
}

TEST(Hand3dProtocol, TakesTheAreaUnderPckByTrapezoids) {
  // 15 px lie between thresholds 9 (14.2 px) and 10 (15.8 px) of 19: steps 10 to 19 count, the last
  // of them half
  EXPECT_DOUBLE_EQ(measured("hand3d", {two_points(15, 15)}).at("auc"), 9.5 / 19);
  EXPECT_DOUBLE_EQ(measured("hand3d", {two_points(0, 0)}).at("auc"), 1.0);
  EXPECT_DOUBLE_EQ(measured("hand3d", {two_points(31, 31)}).at("auc"), 0.0);
}

TEST(Hand3dProtocol, LeavesPointsOutThatDoNotCount) {
  auto picture = two_points(3, 1000);
  picture.keypoints->points[1].counts = false;
  EXPECT_DOUBLE_EQ(measured("hand3d", {picture}).at("epe_mean"), 3.0);
}

TEST(MmposeProtocol, CountsErrorsBelowItsThresholds) {
  // 15 px is below 16.5 to 28.5 px: 9 of 20; 3 px below 4.5 and more: 17 of 20
  const auto values = measured("mmpose", {two_points(15, 3)});
  EXPECT_DOUBLE_EQ(values.at("epe"), 9.0);
  EXPECT_DOUBLE_EQ(values.at("auc"), (9 + 17) / 40.0);
  // 0.2 of a box of 20 px is 4 px
  EXPECT_DOUBLE_EQ(values.at("pck"), 0.5);
}

TEST(CornersProtocol, CountsPointsThatStrayed) {
  auto picture = two_points(0, 0);
  picture.keypoints->points[0].strayed = true;
  EXPECT_DOUBLE_EQ(measured("corners", {picture}).at("rate"), 0.5);
}

TEST(KeypointBoxProtocol, ComparesBoxesAroundThePoints) {
  const std::vector<PictureRecord> pictures{
      {.keypoints = KeypointsRecord{.points = {{0, 0, 5, 0, true}, {10, 10, 15, 10, true}}}}};
  EXPECT_DOUBLE_EQ(measured("keypoint-box", pictures).at("iou"), 50.0 / 150.0);
}

TEST(MetricNames, AreThoseOfTheTasks) {
  constexpr std::array tasks{Task::kDepth};
  const auto names = metric_names(tasks);
  EXPECT_THAT(names, ::testing::Contains("depth5.hand.average"));
  EXPECT_THAT(names, ::testing::Not(::testing::Contains("micro.f1")));
}

TEST(FindProtocol, ListsTheKnownNames) {
  try {
    static_cast<void>(find_protocol("macro"));
    FAIL() << "expected InvalidArgument";
  } catch (const InvalidArgument& error) {
    EXPECT_THAT(error.what(), HasSubstr("micro, imagewise, two-class-mean"));
  }
}

class EveryProtocol : public ::testing::TestWithParam<ProtocolEntry> {};

TEST_P(EveryProtocol, KeepsItsNamesWhenNothingWasCounted) {
  const auto blank = blank_record();
  const PictureRecord* only = &blank;
  const auto values = GetParam().measure({&only, 1});
  EXPECT_FALSE(values.empty());
  for (const auto& [name, value] : values) EXPECT_FALSE(std::isinf(value)) << name;
}

TEST_P(EveryProtocol, RefusesToMeasureNothing) {
  EXPECT_THROW(static_cast<void>(GetParam().measure({})), InvalidArgument);
}

INSTANTIATE_TEST_SUITE_P(Catalog, EveryProtocol, ::testing::ValuesIn(protocol_catalog()),
                         [](const auto& param) {
                           std::string name(param.param.name);
                           std::erase_if(name, [](char c) { return c == '-' || c == '.'; });
                           return name;
                         });

}  // namespace
}  // namespace handsight
