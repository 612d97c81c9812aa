// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/loss_scale.h"

#include <filesystem>
#include <limits>

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/tensors/autocast.h"
#include "handsight/training/learner.h"
#include "handsight/training/parameters.h"
#include "handsight/training/run_state.h"

namespace handsight {
namespace {

std::vector<at::Tensor> gradients(float first) {
  return {at::tensor({first, 4.0F}), at::ones({2})};
}

TEST(LossScale, MultipliesTheLossAndDividesTheGradients) {
  LossScale scale({.factor = 8.0});
  EXPECT_FLOAT_EQ(scale.scaled(at::tensor(0.5F)).item<float>(), 4.0F);
  auto found = gradients(16.0F);
  EXPECT_TRUE(scale.unscale(found));
  EXPECT_TRUE(at::equal(found[0], at::tensor({2.0F, 0.5F})));
}

TEST(LossScale, LeavesAllAsItIsWhereNobodyAskedForIt) {
  LossScale scale;
  EXPECT_FLOAT_EQ(scale.scaled(at::tensor(0.5F)).item<float>(), 0.5F);
  auto found = gradients(std::numeric_limits<float>::infinity());
  EXPECT_TRUE(scale.unscale(found));
  scale.end_step();
  EXPECT_EQ(scale.state().factor, 1.0);
}

TEST(LossScale, HalvesAfterAnOverflowAndOnlyAtTheEndOfTheStep) {
  LossScale scale({.factor = 8.0, .steps = 5});
  auto broken = gradients(std::numeric_limits<float>::quiet_NaN());
  EXPECT_FALSE(scale.unscale(broken));
  auto whole = gradients(8.0F);
  EXPECT_TRUE(scale.unscale(whole)) << "another learner's in the same step";
  EXPECT_FLOAT_EQ(whole[0][0].item<float>(), 1.0F);
  scale.end_step();
  EXPECT_EQ(scale.state().factor, 4.0);
  EXPECT_EQ(scale.state().steps, 0);
}

TEST(LossScale, DoublesAfterTwoThousandGoodStepsAndStaysAboveOne) {
  LossScale growing({.factor = 8.0, .steps = 1998});
  growing.end_step();
  EXPECT_EQ(growing.state().factor, 8.0);
  growing.end_step();
  EXPECT_EQ(growing.state().factor, 16.0);
  LossScale least({.factor = 1.0});
  auto broken = gradients(std::numeric_limits<float>::infinity());
  EXPECT_FALSE(least.unscale(broken));
  least.end_step();
  EXPECT_EQ(least.state().factor, 1.0);
}

/// One weight and its optimiser.
class ScaledUpdate : public testing::Test {
 protected:
  ScaledUpdate() {
    learner_.module = std::make_shared<torch::nn::Module>();
    weight_ = learner_.module->register_parameter("weight", at::ones({1}));
    const OptimizerOptions options{.name = "sgd", .momentum = 0.0};
    learner_.optimizer = std::make_unique<Optimizer>(
        learning_parameters(*learner_.module, options, {}, {}), options);
  }
  /// The weight after an update from the loss `slope` * weight.
  double updated(float slope, LossScale& scale) {
    scale.scaled((weight_ * slope).sum()).backward();
    update(learner_, 0.5, alone_, scale);
    return weight_.item<double>();
  }

  NoPeers alone_{};
  Learner learner_{};
  at::Tensor weight_{};
};

TEST_F(ScaledUpdate, IsThatOfTheLossItself) {
  LossScale scale({.factor = 1024.0});
  EXPECT_DOUBLE_EQ(updated(0.25F, scale), 1.0 - 0.5 * 0.25);
}

TEST_F(ScaledUpdate, DoesNotHappenWhereTheGradientOverflows) {
  LossScale scale({.factor = 1024.0});
  EXPECT_EQ(updated(std::numeric_limits<float>::max(), scale), 1.0);
  scale.end_step();
  EXPECT_EQ(scale.state().factor, 512.0);
}

TEST(RunState, KeepsTheLossScaleOfRunsThatHaveOne) {
  const auto path = std::filesystem::path(testing::TempDir()) / "loss_scale.state.safetensors";
  save_run_state(path, {.epoch = 3, .loss_scale = LossScaleState{.factor = 512.0, .steps = 7}}, {});
  const auto kept = read_run_state(path).loss_scale;
  ASSERT_TRUE(kept.has_value());
  EXPECT_EQ(kept->factor, 512.0);
  EXPECT_EQ(kept->steps, 7);
  save_run_state(path, {.epoch = 3}, {});
  EXPECT_FALSE(read_run_state(path).loss_scale.has_value());
  std::filesystem::remove(path);
}

TEST(Precision, Fp16IsRefusedOnAProcessorAndAutoIsOneThatItHas) {
  EXPECT_THROW((void)choose_precision("fp16", at::kCPU), InvalidArgument);
  EXPECT_THROW((void)choose_precision("half", at::kCPU), InvalidArgument);
  const auto chosen = choose_precision("auto", at::kCPU);
  EXPECT_NE(chosen, Precision::kFloat16);
  EXPECT_EQ(choose_precision(word_of(chosen), at::kCPU), chosen);
}

}  // namespace
}  // namespace handsight
