// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/tensors/warp.h"

#include <array>

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace handsight {
namespace {

/// One sample of 4 rows and 6 columns with a hand at column 1, row 2.
Batch labelled() {
  Batch batch{.image = at::zeros({1, 3, 4, 6}),
              .mask = at::zeros({1, 4, 6}, at::kByte),
              .sides = at::zeros({1, 4, 6}, at::kByte),
              .parts = at::zeros({1, 2, 4, 6}, at::kByte),
              .depth = at::zeros({1, 4, 6}),
              .keypoints = at::zeros({1, 21, 3}),
              .side = at::full({1}, kLeftSide, at::kByte),
              .ids = {"a"}};
  batch.image[0][0][2][1] = 1;
  batch.mask[0][2][1] = kHand;
  batch.sides[0][2][1] = kLeftSide;
  batch.parts[0][0][2][1] = 9;
  batch.depth[0][2][1] = 400;
  batch.keypoints[0][0] = at::tensor({1.0F, 2.0F, static_cast<float>(Visibility::kVisible)});
  return batch;
}

TEST(Warp, MovesEveryLabelWithThePicture) {
  const std::array moves{Affine{.x0 = 2, .y0 = -1}};
  const auto moved = warp(labelled(), moves, {.height = 4, .width = 6});
  EXPECT_NEAR(moved.image[0][0][1][3].item<float>(), 1, 1e-4F);
  EXPECT_EQ(moved.mask[0][1][3].item<int>(), kHand);
  EXPECT_EQ(moved.sides[0][1][3].item<int>(), kLeftSide);
  EXPECT_EQ(moved.parts[0][0][1][3].item<int>(), 9);
  EXPECT_EQ(moved.depth[0][1][3].item<float>(), 400);
  EXPECT_EQ(moved.keypoints[0][0][0].item<float>(), 3);
  EXPECT_EQ(moved.keypoints[0][0][1].item<float>(), 1);
}

TEST(Warp, LabelsWhatComesFromOutsideAsAsked) {
  const std::array moves{Affine{.x0 = 2}};
  const auto unknown = warp(labelled(), moves, {.height = 4, .width = 6});
  EXPECT_EQ(unknown.mask[0][0][0].item<int>(), kIgnore);
  EXPECT_EQ(unknown.depth[0][0][0].item<float>(), 0);
  const auto black = warp(labelled(), moves, {.height = 4, .width = 6, .beyond = Beyond::kBlack});
  EXPECT_EQ(black.mask[0][0][0].item<int>(), kBackground);
}

TEST(Warp, CallsAKeypointThatLeavesTheFrameOutside) {
  const std::array moves{Affine{.x0 = -2}};
  const auto moved = warp(labelled(), moves, {.height = 4, .width = 6});
  EXPECT_EQ(moved.keypoints[0][0][2].item<float>(), static_cast<float>(Visibility::kOutside));
}

TEST(Warp, LeavesUnlabelledKeypointsUnlabelled) {
  const std::array moves{Affine{.x0 = -2}};
  const auto moved = warp(labelled(), moves, {.height = 4, .width = 6});
  EXPECT_EQ(moved.keypoints[0][1][2].item<float>(), static_cast<float>(Visibility::kUnlabelled));
}

TEST(Warp, ResizesToATargetOfAnotherSize) {
  const std::array moves{Affine{.xx = 2, .x0 = 0.5, .yy = 2, .y0 = 0.5}};
  const auto moved = warp(labelled(), moves, {.height = 8, .width = 12});
  EXPECT_EQ(moved.mask.sizes(), at::IntArrayRef({1, 8, 12}));
  EXPECT_EQ(moved.mask.eq(kHand).sum().item<int>(), 4);
  EXPECT_EQ(moved.mask[0][4][2].item<int>(), kHand);
}

TEST(Mirror, GivesLeftHandsTheNameOfRightOnes) {
  constexpr std::array<std::int64_t, 1> kFirst{0};
  const auto mirrored = mirror(labelled(), kFirst);
  EXPECT_EQ(mirrored.mask[0][2][4].item<int>(), kHand);
  EXPECT_EQ(mirrored.sides[0][2][4].item<int>(), kRightSide);
  EXPECT_EQ(mirrored.parts[0][1][2][4].item<int>(), 9);
  EXPECT_EQ(mirrored.parts[0][0].sum().item<int>(), 0);
  EXPECT_EQ(mirrored.keypoints[0][0][0].item<float>(), 4);
  EXPECT_EQ(mirrored.side[0].item<int>(), kRightSide);
}

TEST(Mirror, TwiceIsTheIdentity) {
  constexpr std::array<std::int64_t, 1> kFirst{0};
  auto before = labelled();
  before.sides[0][0][0] = kIgnore;
  auto after = mirror(mirror(before, kFirst), kFirst);
  std::vector<at::Tensor> wanted;
  for_each_tensor(before, [&](at::Tensor& tensor) { wanted.push_back(tensor); });
  std::size_t i = 0;
  for_each_tensor(after, [&](at::Tensor& tensor) { EXPECT_TRUE(at::equal(tensor, wanted[i++])); });
}

}  // namespace
}  // namespace handsight
