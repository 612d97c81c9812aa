// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/keypoints.h"

#include <cmath>

#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/perception/occlusion.h"

#include "perception/drawn_mask.h"

namespace handsight {
namespace {

using testing::drawn;

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

TEST(Crop, ContinuesTheBorderBeyondTheFrame) {
  Image frame(4, 4, 1, 90);
  for (int x = 0; x < 4; ++x) *frame.at(x, 0) = 30;
  const auto crop =
      cut_crop(frame, {.centre_x = 1.5, .centre_y = -0.5, .side = 4}, 4, CropView::kAsSeen);
  EXPECT_EQ(*crop.at(0, 0), 30);
  EXPECT_EQ(*crop.at(0, 3), 90);
}

// Columns 0 and 255 in turn: single pixels of a crop at a quarter of the size would be one of both.
TEST(Crop, LeavesNoPixelOutWhereItShrinks) {
  Image frame(64, 64, 1);
  for (int y = 0; y < 64; ++y) {
    for (int x = 1; x < 64; x += 2) *frame.at(x, y) = 255;
  }
  const auto crop =
      cut_crop(frame, {.centre_x = 31.5, .centre_y = 31.5, .side = 64}, 16, CropView::kAsSeen);
  for (int x = 1; x < 15; ++x) EXPECT_NEAR(*crop.at(x, 8), 127.5, 3.0) << x;
}

// A gradient of one level a pixel: levels of a crop are places in the frame.
TEST(Crop, ShowsThePlaceThatItsMapSays) {
  Image frame(200, 8, 1);
  for (int y = 0; y < 8; ++y) {
    for (int x = 0; x < 200; ++x) *frame.at(x, y) = static_cast<std::uint8_t>(x);
  }
  for (const auto view : {CropView::kAsSeen, CropView::kMirrored}) {
    const Crop crop{.centre_x = 101.0, .centre_y = 4.0, .side = 60.0};
    const auto picture = cut_crop(frame, crop, 20, view);
    const auto map = frame_from_crop(crop, 20, view);
    for (const int u : {0, 7, 19}) EXPECT_NEAR(*picture.at(u, 10), map.xx * u + map.x0, 1.0) << u;
  }
}

TEST(Crop, RefusesToBeNowhere) {
  const Crop crop{.centre_x = std::nan(""), .centre_y = 0.0, .side = 4.0};
  EXPECT_THROW((void)cut_crop(Image(4, 4, 1), crop, 4, CropView::kAsSeen), InvalidArgument);
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
