// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/losses/loss.h"

#include <cmath>
#include <string>

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/core/image.h"

namespace handsight {

void PrintTo(const LossEntry& entry, std::ostream* out) { *out << entry.name; }

namespace {

using testing::HasSubstr;

class LossContract : public testing::TestWithParam<LossEntry> {};

TEST_P(LossContract, AgreesWithItsExamples) {
  const auto loss = GetParam().make(Json());
  const auto examples = GetParam().examples();
  ASSERT_FALSE(examples.empty());
  for (const auto& example : examples) {
    EXPECT_NEAR(loss(example.prediction, example.target).item<double>(), example.expected, 1e-5);
  }
}

TEST_P(LossContract, SendsAFiniteGradientToThePrediction) {
  const auto prediction = at::randn({2, 2, 8, 8}).set_requires_grad(true);
  GetParam().make(Json())(prediction, at::randint(2, {2, 8, 8}, at::kLong)).backward();
  ASSERT_TRUE(prediction.grad().defined());
  EXPECT_TRUE(prediction.grad().isfinite().all().item<bool>());
  EXPECT_GT(prediction.grad().abs().sum().item<double>(), 0.0);
}

TEST_P(LossContract, GivesIgnoredPixelsNoGradient) {
  const auto prediction = at::randn({1, 2, 4, 4}).set_requires_grad(true);
  auto target = at::randint(2, {1, 4, 4}, at::kLong);
  target.slice(1, 0, 2).fill_(kIgnore);
  GetParam().make(Json())(prediction, target).backward();
  EXPECT_EQ(prediction.grad().slice(2, 0, 2).abs().sum().item<double>(), 0.0);
  EXPECT_GT(prediction.grad().slice(2, 2, 4).abs().sum().item<double>(), 0.0);
}

TEST_P(LossContract, IsFiniteWhenNoPixelCounts) {
  const auto loss =
      GetParam().make(Json())(at::randn({1, 2, 4, 4}), at::full({1, 4, 4}, kIgnore, at::kLong));
  EXPECT_TRUE(std::isfinite(loss.item<double>()));
}

TEST_P(LossContract, TreatsOneLogitAsTwoClasses) {
  const auto logit = at::randn({1, 1, 4, 4});
  const auto both = at::cat({at::zeros_like(logit), logit}, 1);
  const auto target = at::randint(2, {1, 4, 4}, at::kLong);
  const auto loss = GetParam().make(Json());
  EXPECT_NEAR(loss(logit, target).item<double>(), loss(both, target).item<double>(), 1e-6);
}

TEST_P(LossContract, SaysWhichSizesItFound) {
  try {
    (void)GetParam().make(Json())(at::zeros({1, 2, 4, 4}), at::zeros({1, 4, 5}, at::kLong));
    FAIL() << "no exception";
  } catch (const InvalidArgument& error) {
    EXPECT_THAT(error.what(), HasSubstr("[1, 4, 4]"));
    EXPECT_THAT(error.what(), HasSubstr("[1, 4, 5]"));
    EXPECT_THAT(error.what(), HasSubstr(std::string(GetParam().name)));
  }
}

TEST_P(LossContract, RefusesAnUnknownOption) {
  EXPECT_THROW((void)GetParam().make(Json{{"smoth", 1}}), InvalidArgument);
}

INSTANTIATE_TEST_SUITE_P(Catalog, LossContract, testing::ValuesIn(loss_catalog()),
                         [](const auto& entry) { return std::string(entry.param.name); });

TEST(CrossEntropy, WeighsPixelsByTheirClass) {
  // p = 1/2 for both pixels of class 0 and 1/4 for the one of class 1
  const auto prediction =
      at::tensor({0.0, 0.0, std::log(3.0), 0.0, 0.0, 0.0}, at::kFloat).view({1, 2, 1, 3});
  const auto target = at::tensor({0, 0, 1}, at::kLong).view({1, 1, 3});
  const auto loss = make_loss("cross_entropy", Json{{"class_weights", {1.0, 4.0}}});
  const double expected = (2 * std::log(2.0) + 4 * std::log(4.0)) / 6.0;
  EXPECT_NEAR(loss(prediction, target).item<double>(), expected, 1e-6);
}

TEST(CrossEntropy, NeedsOneWeightAClass) {
  const auto loss = make_loss("cross_entropy", Json{{"class_weights", {1.0, 4.0, 2.0}}});
  EXPECT_THROW((void)loss(at::zeros({1, 2, 1, 1}), at::zeros({1, 1, 1}, at::kLong)),
               InvalidArgument);
}

TEST(Dice, CanLeaveTheBackgroundOut) {
  const auto target = at::tensor({1, 0, 0, 0}, at::kLong).view({1, 2, 2});
  const auto loss = make_loss("dice", Json{{"skip_background", true}, {"smooth", 0.0}});
  // p = 1/2 everywhere: 1 - 2 * 0.5 / (2 + 1)
  EXPECT_NEAR(loss(at::zeros({1, 2, 2, 2}), target).item<double>(), 2.0 / 3.0, 1e-6);
}

TEST(Losses, ListTheKnownNamesForAnUnknownOne) {
  try {
    (void)make_loss("hinge", Json());
    FAIL() << "no exception";
  } catch (const InvalidArgument& error) {
    EXPECT_THAT(error.what(), HasSubstr("cross_entropy, dice"));
  }
}

}  // namespace
}  // namespace handsight
