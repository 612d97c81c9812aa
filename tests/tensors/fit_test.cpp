// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/tensors/fit.h"

#include <cmath>

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"

namespace handsight {
namespace {

using testing::HasSubstr;

Sample sample(int width, int height) {
  Sample s{.id = "s", .image = Image(width, height, 3, 100), .mask = Image(width, height, 1, 1)};
  return s;
}

/// A left hand whose keypoints lie on the diagonal from (10, 10) to (50, 50).
Sample with_keypoints() {
  auto s = sample(100, 80);
  Keypoints points{};
  for (std::size_t k = 0; k < kKeypointCount; ++k) {
    const float at = 10.0F + 2.0F * static_cast<float>(k);
    points[k] = {.x = at, .y = at, .visibility = Visibility::kVisible};
  }
  s.hands.push_back({.side = Side::kLeft, .keypoints = points});
  return s;
}

TEST(MakeBatch, LabelsTheBordersOfALetterBoxIgnore) {
  const auto batch = make_batch({sample(40, 20)}, {.height = 20, .width = 20});
  EXPECT_EQ(batch.image.sizes(), at::IntArrayRef({1, 3, 20, 20}));
  EXPECT_EQ(batch.mask[0][0][0].item<int>(), kIgnore);
  EXPECT_EQ(batch.image[0][0][0][0].item<int>(), 0);
  EXPECT_EQ(batch.mask[0][10][0].item<int>(), kHand);
  EXPECT_EQ(batch.image[0][0][10][0].item<int>(), 100);
  EXPECT_EQ(batch.mask.eq(kIgnore).sum().item<int>(), 20 * 10);
}

TEST(MakeBatch, StretchesWithoutBorders) {
  const auto batch =
      make_batch({sample(40, 20)}, {.height = 20, .width = 20, .fit = Fit::kStretch});
  EXPECT_TRUE(batch.mask.eq(kHand).all().item<bool>());
}

TEST(MakeBatch, KeepsLabelsWholeWhenItShrinksAMask) {
  auto s = sample(64, 64);
  for (int x = 0; x < 32; ++x) {
    for (int y = 0; y < 64; ++y) *s.mask.at(x, y) = kIgnore;
  }
  const auto batch = make_batch({s}, {.height = 16, .width = 16});
  const auto known = batch.mask.eq(kHand).logical_or(batch.mask.eq(kIgnore));
  EXPECT_TRUE(known.all().item<bool>());
  EXPECT_EQ(batch.mask.eq(kIgnore).sum().item<int>(), 16 * 8);
}

TEST(MakeBatch, NamesTheSampleWhoseMaskHasAnotherSize) {
  auto s = sample(8, 8);
  s.mask = Image(8, 9, 1);
  try {
    (void)make_batch({s}, {.height = 8, .width = 8});
    FAIL() << "no exception";
  } catch (const InvalidArgument& error) {
    EXPECT_THAT(error.what(), HasSubstr("s: mask is 8 x 9, image is 8 x 8"));
  }
}

TEST(MakeBatch, MovesKeypointsWithThePicture) {
  // 100 x 80 in 50 x 50: half the size, 5 rows of border above
  const auto batch = make_batch({with_keypoints()}, {.height = 50, .width = 50});
  EXPECT_FLOAT_EQ(batch.keypoints[0][0][0].item<float>(), 4.75F);
  EXPECT_FLOAT_EQ(batch.keypoints[0][0][1].item<float>(), 9.75F);
  EXPECT_EQ(batch.side[0].item<int>(), kLeftSide);
}

TEST(MakeBatch, GivesNoKeypointsForTwoHands) {
  auto s = with_keypoints();
  s.hands.push_back(s.hands.front());
  const auto batch = make_batch({s}, {.height = 50, .width = 50});
  EXPECT_EQ(batch.keypoints.count_nonzero().item<int>(), 0) << "all are unlabelled";
}

TEST(MakeBatch, KeepsTheMapsOfLeftAndRightApart) {
  auto s = sample(8, 8);
  s.parts_left = Image(8, 8, 1, 3);
  s.parts_right = Image(8, 8, 1, 9);
  const auto batch = make_batch({s}, {.height = 4, .width = 4});
  EXPECT_TRUE(batch.parts[0][0].eq(3).all().item<bool>());
  EXPECT_TRUE(batch.parts[0][1].eq(9).all().item<bool>());
}

TEST(MakeBatch, RefusesDepthInUnlikeUnits) {
  auto millimetres = sample(2, 2);
  millimetres.depth = {.width = 2, .height = 2, .values = {1, 2, 3, 4}};
  auto relative = millimetres;
  relative.depth.unit = DepthUnit::kRelative;
  EXPECT_THROW((void)make_batch({millimetres, relative}, {.height = 2, .width = 2}),
               InvalidArgument);
}

TEST(MakeBatch, GivesDepthInSharesOfItsRange) {
  auto s = sample(2, 2);
  s.depth = {.width = 2, .height = 2, .values = {250, 500, 0, 1000}};
  const auto batch = make_batch({s}, {.height = 2, .width = 2});
  EXPECT_TRUE(at::allclose(batch.depth[0].flatten(), at::tensor({0.25F, 0.5F, 0.0F, 1.0F})));
}

TEST(MakeBatch, RefusesDepthInAnotherUnitThanAskedFor) {
  auto s = sample(2, 2);
  s.depth = {.width = 2, .height = 2, .values = {1, 2, 3, 4}};
  FitOptions options{.height = 2, .width = 2};
  options.depth_unit = DepthUnit::kRelative;
  EXPECT_THROW((void)make_batch({s}, options), InvalidArgument);
}

constexpr FitOptions kCrop{.height = 50, .width = 50, .fit = Fit::kHandCrop};

TEST(HandCrop, CentresTheHandAndLeavesTheMargin) {
  // 40 px of hand in a square of 50 px: 5 px on each side
  auto options = kCrop;
  options.hand.mirror_left = false;
  const auto batch = make_batch({with_keypoints()}, options);
  EXPECT_NEAR(batch.keypoints[0][0][0].item<float>(), 4.5F, 1e-3F);
  EXPECT_NEAR(batch.keypoints[0][20][1].item<float>(), 44.5F, 1e-3F);
}

TEST(HandCrop, MirrorsALeftHandIntoARightOne) {
  const auto batch = make_batch({with_keypoints()}, kCrop);
  EXPECT_NEAR(batch.keypoints[0][0][0].item<float>(), 44.5F, 1e-3F);
  EXPECT_EQ(batch.side[0].item<int>(), kRightSide);
}

// The hand of 40 px is a square of 50: behind a lens of 50 px instead of 100, what is seen like
// that at 400 mm is half as far away.
TEST(HandCrop, GivesDepthBehindItsOwnLens) {
  auto s = with_keypoints();
  s.depth = {.width = 100, .height = 80, .values = std::vector<float>(100 * 80, 400.0F)};
  const auto unknown = make_batch({s}, kCrop);
  EXPECT_EQ(unknown.depth.count_nonzero().item<int>(), 0) << "no camera";
  s.camera = Camera{.focal_x_px = 100.0F, .focal_y_px = 100.0F};
  const auto batch = make_batch({s}, kCrop);
  EXPECT_NEAR(batch.depth[0][25][25].item<float>(), 0.2F, 1e-5F);
  EXPECT_NEAR(0.2F * crop_lens(s, 1.0, 50), 0.4F, 1e-6F);
}

TEST(HandCrop, LeavesRelativeDepthAsItIs) {
  auto s = with_keypoints();
  s.depth = {.width = 100,
             .height = 80,
             .unit = DepthUnit::kRelative,
             .values = std::vector<float>(100 * 80, 0.5F)};
  EXPECT_NEAR(make_batch({s}, kCrop).depth[0][25][25].item<float>(), 0.5F, 1e-5F);
}

TEST(HandCrop, ShowsWhereTheKeypointIs) {
  auto s = with_keypoints();
  for (int y = 29; y <= 31; ++y) {
    for (int x = 29; x <= 31; ++x) s.image.at(x, y)[0] = 255;  // around keypoint 10
  }
  const auto batch = make_batch({s}, kCrop);
  const auto x = std::lround(batch.keypoints[0][10][0].item<float>());
  const auto y = std::lround(batch.keypoints[0][10][1].item<float>());
  EXPECT_GT(batch.image[0][0][y][x].item<int>(), 200);
}

TEST(HandCrop, MovesWithTheVariationAlone) {
  const std::vector seeds{Seed(1)};
  const auto moved = make_batch({with_keypoints()}, kCrop, seeds);
  const auto again = make_batch({with_keypoints()}, kCrop, seeds);
  EXPECT_TRUE(at::equal(moved.keypoints, again.keypoints));
  EXPECT_FALSE(at::allclose(moved.keypoints, make_batch({with_keypoints()}, kCrop).keypoints));
}

TEST(HandCrop, KnowsNothingOfASampleWithoutHands) {
  const auto batch = make_batch({sample(100, 80)}, kCrop);
  EXPECT_EQ(batch.keypoints.count_nonzero().item<int>(), 0) << "all are unlabelled";
  EXPECT_TRUE(batch.mask.eq(kIgnore).all().item<bool>());
}

TEST(HandCrop, PassesOverAHandWithFewVisiblePoints) {
  auto s = with_keypoints();
  for (std::size_t k = 5; k < kKeypointCount; ++k) {
    (*s.hands[0].keypoints)[k].visibility = Visibility::kOccluded;
  }
  EXPECT_FALSE(choose_hand_crop(s, 50, {}, std::nullopt).has_value());
}

TEST(Place, CentresAPictureThatKeepsItsAspect) {
  const auto placed = place(480, 640, {.height = 256, .width = 256});
  EXPECT_EQ(placed.width, 256);
  EXPECT_EQ(placed.height, 192);
  EXPECT_EQ(placed.top, 32);
  EXPECT_EQ(placed.left, 0);
}

TEST(Place, KeepsAtLeastOnePixelOfAStripe) {
  EXPECT_EQ(place(1, 10000, {.height = 64, .width = 64}).height, 1);
}

}  // namespace
}  // namespace handsight
