// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/keypoints.h"

#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/perception/occlusion.h"

#include "perception/drawn_mask.h"

namespace handsight {
namespace {

using testing::drawn;

constexpr int kWide = 20;
constexpr int kHigh = 16;

std::vector<float> empty_maps() { return std::vector<float>(kKeypointCount * kWide * kHigh, 0.0F); }
float& at(std::vector<float>& maps, std::size_t keypoint, int x, int y) {
  return maps[keypoint * kWide * kHigh + static_cast<std::size_t>(y * kWide + x)];
}

// Two pixels of 0.6 and 0.3: the point lies a third of the way between them.
TEST(Keypoints, LieBetweenPixelsWhereTheMapSaysSo) {
  auto maps = empty_maps();
  at(maps, 4, 9, 7) = 0.6F;
  at(maps, 4, 10, 7) = 0.3F;
  const auto points = decode_heatmaps(maps, kWide, kHigh);
  EXPECT_NEAR(points[4].x, 9.0 + 1.0 / 3.0, 1e-6);
  EXPECT_NEAR(points[4].y, 7.0, 1e-6);
  EXPECT_NEAR(points[4].confidence, 0.6, 1e-6);
}

TEST(Keypoints, AreNotDrawnByASecondPeakFarAway) {
  auto maps = empty_maps();
  at(maps, 0, 3, 7) = 0.9F;
  at(maps, 0, 16, 7) = 0.8F;
  EXPECT_NEAR(decode_heatmaps(maps, kWide, kHigh)[0].x, 3.0, 1e-6);
}

TEST(Keypoints, AreHiddenWhereTheMapIsFlat) {
  auto maps = empty_maps();
  at(maps, 0, 3, 7) = 0.09F;
  at(maps, 1, 3, 7) = 0.11F;
  const auto points = decode_heatmaps(maps, kWide, kHigh);
  EXPECT_EQ(points[0].state, KeypointState::kOccluded);
  EXPECT_EQ(points[1].state, KeypointState::kVisible);
}

TEST(Keypoints, RefuseMapsOfAnotherSize) {
  EXPECT_THROW((void)decode_heatmaps(empty_maps(), kWide, kHigh + 1), InvalidArgument);
}

// All 21 points in the square from (10, 10) to (29, 29).
HandKeypoints spread(double confidence) {
  HandKeypoints points{};
  for (std::size_t k = 0; k < points.size(); ++k) {
    points[k] = {
        .x = k % 2 == 0 ? 10.0 : 29.0, .y = k % 3 == 0 ? 10.0 : 29.0, .confidence = confidence};
  }
  return points;
}

TEST(CropPolicy, BeginsWithTheMask) {
  const auto crop = choose_crop({10, 20, 40, 30}, std::nullopt);
  ASSERT_TRUE(crop);
  EXPECT_EQ(*crop, (Crop{.centre_x = 29.5, .centre_y = 34.5, .side = 50.0}));
}

TEST(CropPolicy, FollowsTheKeypointsWhileTheyAreSure) {
  const auto crop = choose_crop({8, 8, 26, 26}, spread(0.8));
  ASSERT_TRUE(crop);
  EXPECT_EQ(*crop,
            (Crop{.centre_x = 19.5, .centre_y = 19.5, .side = 25.0, .from_keypoints = true}));
}

TEST(CropPolicy, ComesBackToTheMaskWhenTheKeypointsAreNot) {
  EXPECT_FALSE(choose_crop({8, 8, 26, 26}, spread(0.3))->from_keypoints);
}

TEST(CropPolicy, ComesBackToTheMaskWhenTheKeypointsAreElsewhere) {
  EXPECT_FALSE(choose_crop({100, 100, 26, 26}, spread(0.9))->from_keypoints);
}

TEST(CropPolicy, LeavesOutHandsThatAreTooSmall) {
  EXPECT_FALSE(choose_crop({0, 0, 23, 20}, std::nullopt));
}

TEST(Crop, TakesItsCentreToTheCentreOfTheFramePart) {
  const Crop crop{.centre_x = 30, .centre_y = 40, .side = 64};
  const auto map = frame_from_crop(crop, 33, CropView::kAsSeen);
  EXPECT_DOUBLE_EQ(map.xx * 16 + map.x0, 30.0);
  EXPECT_DOUBLE_EQ(map.yy * 16 + map.y0, 40.0);
}

TEST(Crop, IsMirroredForTheOtherHand) {
  Image frame(4, 4, 1);
  for (int y = 0; y < 4; ++y) *frame.at(0, y) = 200;  // a light left edge
  const Crop crop{.centre_x = 1.5, .centre_y = 1.5, .side = 4};
  EXPECT_EQ(*cut_crop(frame, crop, 4, CropView::kAsSeen).at(0, 2), 200);
  EXPECT_EQ(*cut_crop(frame, crop, 4, CropView::kMirrored).at(3, 2), 200);
}

TEST(Crop, IsBlackBeyondTheFrame) {
  const Crop crop{.centre_x = 0, .centre_y = 0, .side = 4};
  EXPECT_EQ(*cut_crop(Image(4, 4, 1, 90), crop, 4, CropView::kAsSeen).at(0, 0), 0);
}

TEST(Keypoints, ComeBackToTheFrameAndKnowWhenTheyLeaveIt) {
  HandKeypoints points{};
  points[0] = {.x = 0, .y = 0, .confidence = 1};
  points[1] = {.x = 9, .y = 9, .confidence = 1};
  const auto map =
      frame_from_crop({.centre_x = 5, .centre_y = 5, .side = 20}, 10, CropView::kAsSeen);
  const auto placed = in_frame(points, map, 100, 100);
  EXPECT_EQ(placed[0].state, KeypointState::kOutside);
  EXPECT_DOUBLE_EQ(placed[1].x, 14.0);
  EXPECT_EQ(placed[1].state, KeypointState::kVisible);
}

TEST(KeypointFilter, SteadiesEachPointForItself) {
  KeypointFilter filter;
  HandKeypoints points{};
  points[3].x = 100;
  (void)filter.update(points, 0.0, 128);
  points[3].x = 101;
  const auto steady = filter.update(points, 1.0 / 30.0, 128);
  EXPECT_GT(steady[3].x, 100.1);
  EXPECT_LT(steady[3].x, 100.9);
  EXPECT_EQ(steady[2].x, 0.0);
}

TEST(Occlusion, IsTheShareOfTheHandThatIsNotSeen) {
  EXPECT_DOUBLE_EQ(hidden_share(drawn({"####"}), drawn({"###."})), 0.25);
  EXPECT_DOUBLE_EQ(hidden_share(drawn({"...."}), drawn({"###."})), 0.0);
}

TEST(Occlusion, MarksTheKeypointsBehindThings) {
  HandKeypoints points{};
  points[0] = {.x = 0, .y = 0};
  points[1] = {.x = 3, .y = 0};
  points[2] = {.x = 9, .y = 0};
  const auto marked = with_occlusion(points, drawn({"####"}), drawn({"###."}));
  EXPECT_EQ(marked[0].state, KeypointState::kVisible);
  EXPECT_EQ(marked[1].state, KeypointState::kOccluded);
  EXPECT_EQ(marked[2].state, KeypointState::kOutside);
}

TEST(Occlusion, RefusesMasksOfDifferentSizes) {
  EXPECT_THROW((void)hidden_share(Image(2, 2, 1), Image(3, 2, 1)), InvalidArgument);
}

}  // namespace
}  // namespace handsight
