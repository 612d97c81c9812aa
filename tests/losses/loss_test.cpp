// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/losses/loss.h"

#include <cmath>
#include <sstream>
#include <string>

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/core/image.h"
#include "handsight/data/sample.h"

namespace handsight {

void PrintTo(const LossEntry& entry, std::ostream* out) { *out << entry.name; }

namespace {

using testing::HasSubstr;

/// Random predictions with labels of a kind, sides of 8 px.
struct Pair {
  at::Tensor prediction;
  at::Tensor labels;
};

Pair random_pair(TargetKind kind) {
  switch (kind) {
    case TargetKind::kClasses:
      return {at::randn({2, 2, 8, 8}), at::randint(2, {2, 8, 8}, at::kLong)};
    case TargetKind::kDepth:
      return {at::rand({2, 1, 8, 8}), at::rand({2, 8, 8}) + 0.1};
    case TargetKind::kKeypoints:
      break;
  }
  const auto seen = at::full({2, 3, 1}, static_cast<double>(Visibility::kVisible), at::kFloat);
  return {at::randn({2, 3, 8, 8}), at::cat({at::rand({2, 3, 2}) * 7, seen}, 2)};
}

/// The same where the first sample says nothing.
at::Tensor without_first(TargetKind kind, const at::Tensor& labels) {
  auto changed = labels.clone();
  changed.select(0, 0).fill_(kind == TargetKind::kClasses ? kIgnore : 0);
  return changed;
}

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
  auto [prediction, labels] = random_pair(GetParam().target);
  prediction.set_requires_grad(true);
  GetParam().make(Json())(prediction, labels).backward();
  ASSERT_TRUE(prediction.grad().defined());
  EXPECT_TRUE(prediction.grad().isfinite().all().item<bool>());
  EXPECT_GT(prediction.grad().abs().sum().item<double>(), 0.0);
}

TEST_P(LossContract, SendsAFiniteGradientWhereThePredictionIsRight) {
  const auto example = GetParam().examples().front();
  const auto prediction = example.prediction.clone().set_requires_grad(true);
  GetParam().make(Json())(prediction, example.target).backward();
  EXPECT_TRUE(prediction.grad().isfinite().all().item<bool>());
}

TEST_P(LossContract, GivesWhatIsNotLabelledNoGradient) {
  auto [prediction, labels] = random_pair(GetParam().target);
  prediction.set_requires_grad(true);
  GetParam().make(Json())(prediction, without_first(GetParam().target, labels)).backward();
  EXPECT_EQ(prediction.grad().select(0, 0).abs().sum().item<double>(), 0.0);
  EXPECT_GT(prediction.grad().select(0, 1).abs().sum().item<double>(), 0.0);
}

TEST_P(LossContract, IsFiniteWhenNothingIsLabelled) {
  const auto [prediction, labels] = random_pair(GetParam().target);
  const auto first = prediction.slice(0, 0, 1);
  const auto none = without_first(GetParam().target, labels).slice(0, 0, 1);
  EXPECT_TRUE(std::isfinite(GetParam().make(Json())(first, none).item<double>()));
}

TEST_P(LossContract, SaysWhichSizesItFound) {
  const auto [prediction, labels] = random_pair(GetParam().target);
  try {
    (void)GetParam().make(Json())(prediction, labels.slice(1, 0, 2));
    FAIL() << "no exception";
  } catch (const InvalidArgument& error) {
    std::ostringstream found;
    found << labels.slice(1, 0, 2).sizes();
    std::ostringstream expected;
    expected << labels.sizes();
    EXPECT_THAT(error.what(), HasSubstr(found.str()));
    EXPECT_THAT(error.what(), HasSubstr(expected.str()));
    EXPECT_THAT(error.what(), HasSubstr(std::string(GetParam().name)));
  }
}

TEST_P(LossContract, RefusesAnUnknownOption) {
  EXPECT_THROW((void)GetParam().make(Json{{"smoth", 1}}), InvalidArgument);
}

INSTANTIATE_TEST_SUITE_P(Catalog, LossContract, testing::ValuesIn(loss_catalog()),
                         [](const auto& entry) { return std::string(entry.param.name); });

TEST(Losses, TreatOneLogitAsTwoClasses) {
  const auto logit = at::randn({1, 1, 4, 4});
  const auto both = at::cat({at::zeros_like(logit), logit}, 1);
  const auto target = at::randint(2, {1, 4, 4}, at::kLong);
  for (const auto& entry : loss_catalog()) {
    if (entry.target != TargetKind::kClasses) continue;
    const auto loss = entry.make(Json());
    EXPECT_NEAR(loss(logit, target).item<double>(), loss(both, target).item<double>(), 1e-6)
        << entry.name;
  }
}

TEST(CrossEntropy, WeighsPixelsByTheirClass) {
  // p = 1/2 for both pixels of class 0 and 1/4 for the one of class 1
  const auto prediction =
      at::tensor({0.0, 0.0, std::log(3.0), 0.0, 0.0, 0.0}, at::kFloat).view({1, 2, 1, 3});
  const auto target = at::tensor({0, 0, 1}, at::kLong).view({1, 1, 3});
  const auto loss = make_loss("cross_entropy", Json{{"class_weights", {1.0, 4.0}}});
  const double expected = (2 * std::log(2.0) + 4 * std::log(4.0)) / 6.0;
  EXPECT_NEAR(loss(prediction, target).item<double>(), expected, 1e-6);
}

TEST(CrossEntropy, IsZeroWhereNoClassWithAWeightIsThere) {
  const auto prediction = at::randn({1, 2, 1, 3}).requires_grad_();
  const auto target = at::tensor({0, 0, 255}, at::kLong).view({1, 1, 3});
  const auto loss = make_loss("cross_entropy", Json{{"class_weights", {0.0, 1.0}}});
  const auto value = loss(prediction, target);
  EXPECT_EQ(value.item<double>(), 0.0);
  value.backward();
  EXPECT_EQ(prediction.grad().abs().sum().item<double>(), 0.0);
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

TEST(DepthLosses, CanTakePixelsWithoutAReadingAsZero) {
  const auto truth = at::tensor({0.0, 0.5}, at::kFloat).view({1, 1, 2});
  const auto prediction = at::tensor({0.2, 0.5}, at::kFloat).view({1, 1, 1, 2});
  EXPECT_EQ(make_loss("depth_l1", Json())(prediction, truth).item<double>(), 0.0);
  EXPECT_NEAR(make_loss("depth_l1", Json{{"region", "all"}})(prediction, truth).item<double>(), 0.1,
              1e-6);
}

TEST(DepthLosses, CanLookAtTheHandAlone) {
  const auto truth = at::ones({1, 1, 2});
  const auto prediction = at::tensor({2.0, 4.0}, at::kFloat).view({1, 1, 1, 2});
  const auto hand = at::tensor({1, 0}, at::kLong).view({1, 1, 2});
  const auto loss = make_loss("depth_l2", Json{{"region", "hand"}});
  EXPECT_EQ(loss(prediction, {truth, hand}).item<double>(), 1.0);
  EXPECT_THROW((void)loss(prediction, truth), InvalidArgument);
}

at::Tensor point(double x, double y, Visibility visibility) {
  return at::tensor({x, y, static_cast<double>(visibility)}, at::kFloat).view({1, 1, 3});
}

TEST(KeypointLosses, TakeOccludedPointsOnlyWhenTold) {
  const auto map = at::zeros({1, 1, 3, 3});
  const auto label = point(1, 1, Visibility::kOccluded);
  EXPECT_EQ(make_loss("keypoint_ce", Json())(map, label).item<double>(), 0.0);
  EXPECT_NEAR(make_loss("keypoint_ce", Json{{"points", "inside"}})(map, label).item<double>(),
              std::log(9.0), 1e-5);
}

TEST(KeypointLosses, LeaveOutPointsBeyondTheMap) {
  const auto label = point(3, 1, Visibility::kVisible);
  EXPECT_EQ(make_loss("keypoint_l2", Json())(at::ones({1, 1, 3, 3}), label).item<double>(), 0.0);
}

TEST(KeypointL2, HardlySeesThatTheMapIsEmptyWhenTheTargetIsABlurredOneHot) {
  const auto empty = at::zeros({1, 1, 128, 128});
  const auto label = point(64, 64, Visibility::kVisible);
  const auto blurred = make_loss("keypoint_l2", Json{{"peak", "blurred_one_hot"}});
  // sum g^2 = 1 / (4 pi sigma^2) = 0.0199 over 16384 pixels; with a peak of 1 it is pi sigma^2
  EXPECT_NEAR(blurred(empty, label).item<double>(), 1.214e-6, 1e-8);
  EXPECT_NEAR(make_loss("keypoint_l2", Json())(empty, label).item<double>(), 7.67e-4, 1e-6);
}

TEST(KeypointL2, CanAskForTheHandBesideThePoint) {
  const auto loss = make_loss(
      "keypoint_l2", Json{{"mask_level", 0.2}, {"unseen", "empty_map"}, {"sigma_px", 0.1}});
  const auto hand = at::tensor({1, 1, 0, 0}, at::kLong).view({1, 1, 4});
  const auto label = point(0, 0, Visibility::kVisible);
  // targets 1, 0.2, 0, 0
  EXPECT_NEAR(loss(at::zeros({1, 1, 1, 4}), {label, hand}).item<double>(), 1.04 / 4, 1e-6);
  EXPECT_THROW((void)loss(at::zeros({1, 1, 1, 4}), label), InvalidArgument);
}

TEST(KeypointL2, CanLearnAnEmptyMapForPointsThatAreNotSeen) {
  const auto loss = make_loss("keypoint_l2", Json{{"unseen", "empty_map"}});
  const auto label = point(1, 1, Visibility::kOccluded);
  EXPECT_EQ(loss(at::full({1, 1, 3, 3}, 2.0), label).item<double>(), 4.0);
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
