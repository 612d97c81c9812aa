// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/losses/objective.h"

#include <cmath>
#include <string>

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handsight/core/error.h"

namespace handsight {
namespace {

using testing::HasSubstr;

const double kLog2 = std::log(2.0);

/// Two pixels: hand and background, depth 1 at the first.
Batch small_batch() {
  Batch batch{.image = at::zeros({1, 3, 1, 2}, at::kByte)};
  batch.mask = at::tensor({1, 0}, at::kByte).view({1, 1, 2});
  batch.depth = at::tensor({1.0, 0.0}, at::kFloat).view({1, 1, 2});
  batch.ids = {"picture"};
  return batch;
}

template <class Call>
std::string message_of(Call&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

TEST(Objective, AddsItsTermsByTheirWeights) {
  const Objective objective({{.name = "cross_entropy"}, {.name = "depth_l2", .weight = 8.0}},
                            mask_depth_outputs());
  // ln 2 for the logit 0, and (0.5 - 1)^2 for the depth
  const auto maps = at::tensor({0.0, 0.0, 0.5, 9.0}, at::kFloat).view({1, 2, 1, 2});
  EXPECT_NEAR(objective(maps, small_batch()).item<double>(), kLog2 + 8 * 0.25, 1e-5);
}

TEST(Objective, AddsUpTheHandsOfPartMaps) {
  auto batch = small_batch();
  batch.parts = at::zeros({1, 2, 1, 2}, at::kByte);
  const Objective both({{.name = "cross_entropy"}}, part_outputs(17));
  const Objective left({{.name = "cross_entropy", .outputs = {"left_parts"}}}, part_outputs(17));
  const auto maps = at::zeros({1, 34, 1, 2});
  EXPECT_NEAR(both(maps, batch).item<double>(), 2 * std::log(17.0), 1e-5);
  EXPECT_NEAR(left(maps, batch).item<double>(), std::log(17.0), 1e-5);
}

TEST(Objective, NamesTheOutputsThereAre) {
  const auto text = message_of(
      [] { (void)Objective({{.name = "dice", .outputs = {"palm"}}}, mask_depth_outputs()); });
  EXPECT_THAT(text, HasSubstr("no output 'palm'"));
  EXPECT_THAT(text, HasSubstr("mask, depth"));
}

TEST(Objective, RefusesALossThatNoOutputFits) {
  EXPECT_THROW((void)Objective({{.name = "keypoint_ce"}}, mask_output(1)), InvalidArgument);
  EXPECT_THROW((void)Objective({{.name = "depth_l1", .outputs = {"mask"}}}, mask_depth_outputs()),
               InvalidArgument);
}

TEST(Objective, NamesThePictureWithoutTheLabel) {
  const Objective objective({{.name = "cross_entropy"}}, part_outputs(17));
  EXPECT_THAT(message_of([&] {
                (void)objective(at::zeros({1, 34, 1, 2}), small_batch());
              }),
              HasSubstr("picture: no parts"));
}

TEST(Objective, KnowsWhetherABatchHasItsLabels) {
  const Objective mask({{.name = "cross_entropy", .outputs = {"mask"}}}, mask_depth_outputs());
  const Objective parts({{.name = "cross_entropy"}}, part_outputs(17));
  EXPECT_TRUE(mask.has_labels(small_batch()));
  EXPECT_FALSE(parts.has_labels(small_batch()));
}

TEST(TargetOf, GivesAPixelToBothHandsWhereThePartsSaySo) {
  auto batch = small_batch();
  batch.sides = at::tensor({1, 2}, at::kByte).view({1, 1, 2});
  batch.parts = at::tensor({3, 255, 4, 255}, at::kByte).view({1, 2, 1, 2});
  const auto outputs = mask_sides_outputs();
  // the first pixel by the parts, the second, where they are not known, by the sides
  EXPECT_TRUE(target_of(outputs[0], batch).labels.equal(at::tensor({1, 0}).view({1, 1, 2})));
  EXPECT_TRUE(target_of(outputs[1], batch).labels.equal(at::tensor({1, 1}).view({1, 1, 2})));
}

TEST(TargetOf, LeavesAnUnknownSideOut) {
  auto batch = small_batch();
  batch.side = at::tensor({0}, at::kByte);
  const auto target = target_of({.name = "side", .kind = OutputKind::kSide, .channels = 3}, batch);
  EXPECT_TRUE(target.labels.eq(255).all().item<bool>());
}

/// A hand with the wrist at the origin and the bases of index and little finger up to the given x.
at::Tensor upright_hand(float index_x, float little_x) {
  auto points = at::zeros({21, 3});
  points.select(1, 2).fill_(3.0);
  points.select(0, 5).copy_(at::tensor({index_x, -2.0F, 3.0F}));
  points.select(0, 17).copy_(at::tensor({little_x, -2.0F, 3.0F}));
  return points;
}

TEST(TargetOf, TellsPalmFromBackByTheSideAndTheTurnOfTheKeypoints) {
  Batch batch{.image = at::zeros({6, 3, 1, 1}, at::kByte)};
  const auto thumb_right = upright_hand(1.0F, -1.0F);
  const auto thumb_left = upright_hand(-1.0F, 1.0F);
  const auto edge_on = upright_hand(0.0F, 0.1F);
  auto unlabelled = thumb_left.clone();
  unlabelled.select(0, 17).select(0, 2).fill_(0.0);
  batch.keypoints =
      at::stack({thumb_right, thumb_left, thumb_right, thumb_left, edge_on, unlabelled});
  batch.side = at::tensor({2, 2, 1, 0, 2, 2}, at::kByte);
  const auto target = target_of(palm_output().front(), batch).labels.flatten();
  EXPECT_TRUE(target.equal(at::tensor({1, 0, 0, 255, 255, 255}, at::kLong))) << target;
}

TEST(TargetOf, PutsThePalmBetweenWristAndMiddleFinger) {
  auto batch = small_batch();
  batch.keypoints = at::zeros({1, 21, 3});
  batch.keypoints.select(1, 0).copy_(at::tensor({2.0, 4.0, 3.0}));
  batch.keypoints.select(1, 9).copy_(at::tensor({6.0, 0.0, 2.0}));
  const auto target =
      target_of({.name = "palm_centre", .kind = OutputKind::kHeatmaps}, batch).labels;
  EXPECT_TRUE(target.equal(at::tensor({4.0F, 2.0F, 2.0F}).view({1, 1, 3})));
}

}  // namespace
}  // namespace handsight
