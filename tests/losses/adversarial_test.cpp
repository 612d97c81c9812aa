// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/losses/adversarial.h"

#include <cmath>

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/core/image.h"

namespace handsight {
namespace {

TEST(DiscriminatorLoss, IsLogTwoForOneThatDoesNotKnow) {
  const auto unsure = at::zeros({1, 1, 2, 2});
  EXPECT_NEAR(discriminator_loss(AdversarialKind::kLogistic, unsure, unsure).item<double>(),
              std::log(2.0), 1e-6);
}

TEST(DiscriminatorLoss, TakesTheSquaredDistancesToOneAndZero) {
  const auto on_real = at::full({1, 1, 1, 1}, 0.5);  // 0.25
  const auto on_made = at::full({1, 1, 1, 1}, 1.0);  // 1
  EXPECT_DOUBLE_EQ(
      discriminator_loss(AdversarialKind::kLeastSquares, on_real, on_made).item<double>(), 0.625);
}

TEST(GeneratorLoss, IsSmallWhenTheDiscriminatorIsDeceived) {
  EXPECT_LT(generator_loss(AdversarialKind::kLogistic, at::full({1, 1, 1, 1}, 9.0)).item<double>(),
            1e-3);
  EXPECT_DOUBLE_EQ(
      generator_loss(AdversarialKind::kLeastSquares, at::full({1, 1, 1, 1}, 1.0)).item<double>(),
      0.0);
}

TEST(GeneratorLoss, ReachesTheGeneratorThroughProbabilities) {
  const auto logits = at::randn({1, 34, 2, 2}).set_requires_grad(true);
  const auto weights = at::randn({1, 34, 1, 1});
  const auto answers = (group_probabilities(logits, 2) * weights).sum(1, true);
  generator_loss(AdversarialKind::kLogistic, answers).backward();
  EXPECT_GT(logits.grad().norm().item<double>(), 0.0);
}

TEST(DiscriminatorAccuracy, CountsPatchesOfBothSorts) {
  const auto on_real = at::tensor({1.0, -1.0}, at::kFloat).view({1, 1, 1, 2});   // half right
  const auto on_made = at::tensor({-1.0, -2.0}, at::kFloat).view({1, 1, 1, 2});  // all right
  EXPECT_DOUBLE_EQ(discriminator_accuracy(AdversarialKind::kLogistic, on_real, on_made), 0.75);
}

TEST(GroupProbabilities, SumToOneInEachGroup) {
  const auto sums = group_probabilities(at::randn({2, 6, 1, 1}), 2).view({2, 2, 3}).sum(2);
  EXPECT_TRUE(sums.allclose(at::ones({2, 2})));
}

TEST(SmoothedOneHot, SharesTheRestAmongTheOtherClasses) {
  const auto labels = at::tensor({1, 0}, at::kByte).view({1, 2, 1, 1});
  const auto maps = smoothed_one_hot(labels, 3, 0.9).flatten();
  EXPECT_TRUE(maps.allclose(at::tensor({0.05F, 0.9F, 0.05F, 0.9F, 0.05F, 0.05F})));
}

TEST(SmoothedOneHot, KnowsNothingOfIgnoredPixels) {
  const auto maps = smoothed_one_hot(at::full({1, 1, 1, 1}, kIgnore, at::kByte), 4);
  EXPECT_TRUE(maps.flatten().allclose(at::full({4}, 0.25)));
}

TEST(SmoothedOneHot, NamesALabelWithoutAClass) {
  EXPECT_THROW((void)smoothed_one_hot(at::full({1, 1, 1, 1}, 17, at::kByte), 17), InvalidArgument);
}

TEST(CycleLoss, IsTheMeanAbsoluteDifference) {
  EXPECT_DOUBLE_EQ(cycle_loss(at::tensor({0.5, -1.0}), at::tensor({1.0, 0.5})).item<double>(), 1.0);
}

}  // namespace
}  // namespace handsight
