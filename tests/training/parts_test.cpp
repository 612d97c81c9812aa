// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>
#include <memory>
#include <new>
#include <string>

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/linear.h>

#include "handsight/core/error.h"
#include "handsight/networks/blocks/batch_norm.h"
#include "handsight/networks/discriminator.h"
#include "handsight/networks/network.h"
#include "handsight/networks/recurrent.h"
#include "handsight/training/adversary.h"
#include "handsight/training/clips.h"
#include "handsight/training/collapse.h"
#include "handsight/training/history.h"
#include "handsight/training/learners.h"
#include "handsight/training/memory.h"
#include "handsight/training/norm.h"
#include "handsight/training/parameters.h"
#include "handsight/training/pseudo_labels.h"

namespace handsight {
namespace {

namespace nn = torch::nn;
using testing::ElementsAre;
using testing::HasSubstr;

/// A module with parameters "body.weight", "body.bias", "head.weight", "head.bias".
struct TwoLayers : nn::Module {
  TwoLayers() {
    body = register_module("body", nn::Linear(2, 2));
    head = register_module("head", nn::Linear(2, 1));
  }
  nn::Linear body{nullptr};
  nn::Linear head{nullptr};
};

TEST(FitsPattern, LetsAStarStandForAnyLetters) {
  EXPECT_TRUE(fits_pattern("encoder.0.weight", "encoder.*"));
  EXPECT_TRUE(fits_pattern("encoder.0.weight", "*.weight"));
  EXPECT_TRUE(fits_pattern("encoder.0.weight", "enc*0*t"));
  EXPECT_TRUE(fits_pattern("encoder", "encoder*"));
  EXPECT_FALSE(fits_pattern("encoder.0.weight", "encoder"));
  EXPECT_FALSE(fits_pattern("decoder.0.weight", "encoder.*"));
}

TEST(LearningParameters, TakeThePaceOfTheFirstGroupThatFits) {
  TwoLayers module;
  const auto learning = learning_parameters(
      module, {.weight_decay = 0.5, .pretrained_rate = 0.1},
      {{.match = "head.bias", .rate = 2.0, .weight_decay = 0.0}, {.match = "head.*", .rate = 10.0}},
      {"head.weight", "body.bias"});
  ASSERT_EQ(learning.size(), 4U);
  EXPECT_EQ(learning[0].name, "body.weight");
  EXPECT_DOUBLE_EQ(learning[0].rate, 1.0);
  EXPECT_DOUBLE_EQ(learning[0].weight_decay, 0.5);
  EXPECT_DOUBLE_EQ(learning[1].rate, 0.1);
  EXPECT_DOUBLE_EQ(learning[2].rate, 1.0);  // 10 x 0.1
  EXPECT_DOUBLE_EQ(learning[3].rate, 2.0);
  EXPECT_DOUBLE_EQ(learning[3].weight_decay, 0.0);
}

TEST(LearningParameters, FreezeAndThawByTheRate) {
  TwoLayers module;
  EXPECT_EQ(learning_parameters(module, {}, {{.match = "body.*", .rate = 0.0}}, {}).size(), 2U);
  EXPECT_FALSE(module.body->weight.requires_grad());
  EXPECT_EQ(learning_parameters(module, {}, {}, {}).size(), 4U);
  EXPECT_TRUE(module.body->weight.requires_grad());
}

TEST(LearningParameters, RefuseAPatternThatFitsNothing) {
  TwoLayers module;
  try {
    (void)learning_parameters(module, {}, {{.match = "tail.*"}}, {});
    FAIL() << "no exception";
  } catch (const InvalidArgument& error) {
    EXPECT_THAT(error.what(), HasSubstr("'tail.*' fits no parameter"));
  }
}

TEST(Optimizer, MovesAGroupAtItsOwnPace) {
  TwoLayers module;
  const auto before = module.parameters()[2].detach().clone();
  Optimizer optimizer(
      learning_parameters(module, {.name = "sgd"}, {{.match = "head.*", .rate = 10.0}}, {}),
      {.name = "sgd", .momentum = 0.0});
  module.head->forward(at::ones({1, 2})).sum().backward();  // gradient 1 in head.weight
  (void)optimizer.step(0.01);
  EXPECT_TRUE(at::allclose(before - module.head->weight.detach(), at::full({1, 2}, 0.1)));
}

TEST(Norm, FreezesStatisticsByName) {
  nn::Sequential module(BatchNorm(1), BatchNorm(1));
  module->train();
  apply_norm_options(*module, {.frozen = {"0"}, .momentum = 0.5}, norm_momenta(*module));
  (void)module->forward(at::full({1, 1, 2, 2}, 4.0));
  EXPECT_EQ(module->ptr(0)->as<BatchNormImpl>()->running_mean.item<float>(), 0.0F);
  // the second sees 4 / sqrt(1 + 1e-5); half of it at momentum 0.5
  EXPECT_NEAR(module->ptr(1)->as<BatchNormImpl>()->running_mean.item<float>(), 2.0F, 1e-4);
}

TEST(Norm, ReturnsToTheMomentumItWasBuiltWith) {
  nn::Sequential module(BatchNorm(nn::BatchNorm2dOptions(1).momentum(0.25)));
  const auto built = norm_momenta(*module);
  apply_norm_options(*module, {.momentum = 0.5}, built);
  EXPECT_EQ(module->ptr(0)->as<BatchNormImpl>()->options.momentum(), 0.5);
  apply_norm_options(*module, {}, built);
  EXPECT_EQ(module->ptr(0)->as<BatchNormImpl>()->options.momentum(), 0.25);
}

TEST(CheckLearner, SaysThatThereIsNothingToRecompute) {
  Recipe phase;
  phase.schedule.recompute = true;
  Learner learner;
  learner.role = "network";
  learner.module = find_network("unet").make({{"base", 4}});
  EXPECT_THROW(check_learner(phase, learner), InvalidArgument);
  learner.module = find_network("composed").make({{"encoder", "resnet18"}});
  EXPECT_NO_THROW(check_learner(phase, learner));
}

TEST(Norm, SaysWhichPatternFitsNothing) {
  nn::Sequential module(BatchNorm(1));
  EXPECT_THROW(check_norm_options(*module, {.frozen = {"encoder.*"}}), InvalidArgument);
}

TEST(Norm, TakesStatisticsAnewAsAPlainMean) {
  nn::Sequential module(BatchNorm(1));
  module->eval();
  int batch = 0;
  reestimate_norm(*module, {.reestimate = 5}, [&] {
    if (batch == 3) return false;
    (void)module->forward(at::full({1, 1, 2, 2}, static_cast<double>(batch++)));
    return true;
  });
  const auto norm = module->ptr(0)->as<BatchNormImpl>();
  EXPECT_FLOAT_EQ(norm->running_mean.item<float>(), 1.0F);  // (0 + 1 + 2) / 3
  EXPECT_FALSE(module->is_training());
  EXPECT_TRUE(norm->options.momentum().has_value());
}

const std::vector<OutputMap> kMaskOutput{{.name = "mask", .kind = OutputKind::kMask}};

TEST(Collapse, SeesNothingButBackground) {
  CollapseCounts counts;
  counts.add(at::full({1, 1, 4, 4}, -3.0), kMaskOutput,
             {.image = at::zeros({1, 3, 4, 4}), .mask = at::ones({1, 4, 4}, at::kByte)});
  EXPECT_THAT(counts.reason(), HasSubstr("nothing but background"));
}

TEST(Collapse, HasNothingAgainstBackgroundWhereThereIsNoHand) {
  CollapseCounts counts;
  counts.add(at::full({1, 1, 4, 4}, -3.0), kMaskOutput,
             {.image = at::zeros({1, 3, 4, 4}), .mask = at::zeros({1, 4, 4}, at::kByte)});
  EXPECT_EQ(counts.reason(), "");
}

TEST(Collapse, PassesOverOutputsWithoutALabel) {
  const std::vector<OutputMap> outputs{
      {.name = "mask", .kind = OutputKind::kMask},
      {.name = "keypoints", .kind = OutputKind::kHeatmaps, .first = 1, .channels = 21}};
  CollapseCounts counts;
  counts.add(at::full({1, 22, 4, 4}, -3.0), outputs,
             {.image = at::zeros({1, 3, 4, 4}), .mask = at::ones({1, 4, 4}, at::kByte)});
  EXPECT_EQ(counts.hand_labelled, 16);
  EXPECT_EQ(counts.points, 0);
}

TEST(Collapse, SeesKeyPointsInCorners) {
  const std::vector<OutputMap> outputs{
      {.name = "keypoints", .kind = OutputKind::kHeatmaps, .first = 0, .channels = 1}};
  const Batch batch{.image = at::zeros({1, 3, 32, 32}),
                    .keypoints = at::tensor({16.0F, 16.0F, 3.0F}).view({1, 1, 3})};
  CollapseCounts corner;
  corner.add(at::zeros({1, 1, 32, 32}), outputs, batch);  // the first pixel is the first maximum
  EXPECT_THAT(corner.reason(), HasSubstr("corners"));
  auto map = at::zeros({1, 1, 32, 32});
  map[0][0][16][16] = 1.0;
  CollapseCounts middle;
  middle.add(map, outputs, batch);
  EXPECT_EQ(middle.reason(), "");
}

TEST(PseudoLabels, AreSureByTheMeanLogProbabilityOfTheHand) {
  // one hand pixel with logit ln 3 (probability 3/4), the rest background
  auto logits = at::full({1, 1, 1, 2}, -5.0);
  logits[0][0][0][0] = std::log(3.0);
  EXPECT_NEAR(confidence_of(logits, kMaskOutput, "log_probability").item<double>(), std::log(0.75),
              1e-6);
  // likeliest classes: hand ln 3, background 0
  EXPECT_NEAR(confidence_of(logits, kMaskOutput, "max_logit").item<double>(), std::log(3.0), 1e-6);
}

TEST(PseudoLabels, AreNeverSureOfAPictureWithoutAHand) {
  const auto sure = confidence_of(at::full({1, 1, 2, 2}, -5.0), kMaskOutput, "log_probability");
  EXPECT_EQ(sure.item<double>(), -std::numeric_limits<double>::infinity());
}

TEST(PseudoLabels, KeepTheSurestPicturesInTheirOrder) {
  const auto logits = at::tensor({1.0F, 5.0F, 0.5F, 3.0F}).view({4, 1, 1, 1});
  const Prepared prepared{.input = at::arange(4).to(at::kFloat).view({4, 1, 1, 1}),
                          .batch = {.image = at::zeros({4, 3, 1, 1}), .ids = {"a", "b", "c", "d"}}};
  const auto kept = pseudo_labelled(prepared, logits, kMaskOutput, {.keep = 0.5});
  EXPECT_THAT(kept.batch.ids, ElementsAre("b", "d"));
  EXPECT_EQ(kept.input[1].item<float>(), 3.0F);
  EXPECT_EQ(kept.batch.mask.sum().item<int>(), 2);
}

TEST(History, GivesBackWhatItGetsUntilItIsFull) {
  History history(2);
  const auto first = at::tensor({1.0F, 2.0F}).view({2, 1, 1, 1});
  EXPECT_TRUE(at::equal(history.exchange(first, Seed(1)), first));
  int old = 0;
  for (std::uint64_t i = 0; i < 20; ++i) {
    const auto shown = history.exchange(at::full({1, 1, 1, 1}, 9.0F), Seed(i));
    if (shown.item<float>() < 9.0F) ++old;
  }
  EXPECT_EQ(old, 2) << "both kept ones came out once, each when it was exchanged";
}

/// A discriminator of two classes for one output, and what an adversary needs around it.
class AdversaryTest : public testing::Test {
 protected:
  AdversaryTest() {
    Learner learner;
    learner.role = kDiscriminatorRole;
    learner.module = find_discriminator("disc_hung").make(Json{{"channels", 2}});
    learner.optimizer = std::make_unique<Optimizer>(
        learning_parameters(*learner.module, {}, {}, {}), OptimizerOptions{});
    learners_.push_back(std::move(learner));
  }
  [[nodiscard]] at::Tensor weights() const {
    return learners_[0].module->parameters()[0].detach().clone();
  }

  const std::vector<OutputMap> outputs_{
      {.name = "mask", .kind = OutputKind::kSoftmax, .first = 0, .channels = 2}};
  const Batch batch_{.image = at::zeros({2, 3, 64, 64}), .mask = at::ones({2, 64, 64}, at::kByte)};
  NoPeers alone_{};
  LossScale scale_{};
  std::vector<Learner> learners_{};
  Workshop workshop_{.device = at::kCPU,
                     .precision = Precision::kFloat32,
                     .seed = Seed(1),
                     .peers = alone_,
                     .loss_scale = scale_,
                     .learners = learners_};
};

TEST_F(AdversaryTest, SendsAGradientToTheNetwork) {
  Adversary adversary({.discriminator = "disc_hung"}, outputs_, workshop_);
  const auto logits = at::randn({2, 2, 64, 64}).requires_grad_();
  adversary.term(logits).backward();
  EXPECT_GT(logits.grad().norm().item<double>(), 0.0);
}

TEST_F(AdversaryTest, SendsNoneThroughLabelsAsInTheReportsCode) {
  learners_[0].module = find_discriminator("disc_code").make(Json{{"channels", 1}});
  Adversary adversary({.discriminator = "disc_code", .input = "labels"}, outputs_, workshop_);
  const auto logits = at::randn({2, 2, 64, 64}).requires_grad_();
  const auto total = logits.mean() * 0 + adversary.term(logits);
  total.backward();
  EXPECT_EQ(logits.grad().norm().item<double>(), 0.0);
}

TEST_F(AdversaryTest, LearnsUntilItIsTooGood) {
  const auto logits = at::randn({2, 2, 64, 64});
  Adversary learning({.discriminator = "disc_hung", .pause_below = 0.0}, outputs_, workshop_);
  const auto before = weights();
  (void)learning.train(logits, batch_, {});
  EXPECT_FALSE(at::equal(before, weights()));
  Adversary pausing({.discriminator = "disc_hung", .pause_below = 10.0}, outputs_, workshop_);
  const auto now = weights();
  (void)pausing.train(logits, batch_, {});
  EXPECT_TRUE(at::equal(now, weights()));
}

TEST_F(AdversaryTest, RefusesOutputsThatAreNoLabels) {
  EXPECT_THROW(Adversary({}, kMaskOutput, workshop_), InvalidArgument);
}

/// Frames 0.. of videos with the given numbers of frames.
std::vector<VideoRun> videos(const std::vector<std::size_t>& lengths) {
  std::vector<VideoRun> runs;
  std::size_t next = 0;
  for (const auto length : lengths) {
    runs.push_back({});
    for (std::size_t i = 0; i < length; ++i) runs.back().samples.push_back(next++);
  }
  return runs;
}

TEST(PlanClips, CutsAVideoIntoClipsInTheirOrder) {
  const auto plan = plan_clips(videos({7}), Seed(1), {.videos = 1, .length = 3});
  std::vector<std::size_t> indices;
  for (const auto& sample : plan.samples) indices.push_back(sample.index);
  EXPECT_THAT(indices, ElementsAre(0, 1, 2, 3, 4, 5));
  EXPECT_THAT(plan.clip_starts, ElementsAre(true, false));
}

TEST(PlanClips, GivesEachPlaceOfABatchAVideoOfItsOwn) {
  const auto plan = plan_clips(videos({4, 4, 4}), Seed(1), {.videos = 2, .length = 2});
  ASSERT_EQ(plan.samples.size(), 8U);  // the third video alone fills no batch
  EXPECT_THAT(plan.clip_starts, ElementsAre(true, true, false, false));
  EXPECT_EQ(plan.samples[4].index, plan.samples[1].index + 1) << "the first place goes on";
  EXPECT_EQ(plan.samples[6].index, plan.samples[3].index + 1);
}

TEST(PlanClips, SaysWhenThereAreTooFewVideos) {
  EXPECT_THROW((void)plan_clips(videos({9, 1}), Seed(1), {.videos = 2, .length = 4}),
               InvalidArgument);
}

TEST(RecurrentState, StartsAfreshForTheVideosThatBegin) {
  const auto keep = at::tensor({0.0F, 1.0F});
  const auto state = where_kept({at::ones({3, 2, 5}), at::ones({2, 4, 6, 6})}, keep);
  EXPECT_EQ(state[0].select(1, 0).sum().item<float>(), 0.0F);  // LSTM: layers first
  EXPECT_EQ(state[0].select(1, 1).sum().item<float>(), 15.0F);
  EXPECT_EQ(state[1].select(0, 0).sum().item<float>(), 0.0F);
  EXPECT_EQ(state[1].select(0, 1).sum().item<float>(), 144.0F);
}

TEST(Memory, KnowsWhatLibtorchSaysWhenItHasNone) {
  try {
    (void)at::empty({std::int64_t{1} << 50});
    FAIL() << "a petabyte was given";
  } catch (const std::exception& error) {
    EXPECT_TRUE(is_out_of_memory(error)) << error.what();
  }
  EXPECT_TRUE(is_out_of_memory(std::bad_alloc()));
  EXPECT_FALSE(is_out_of_memory(std::runtime_error("sizes do not match")));
}

TEST(Memory, NamesTheSettingsThatNeedLess) {
  const Recipe phase{.schedule = {.batch_size = 16}};
  const auto advice = out_of_memory_advice(phase);
  EXPECT_THAT(advice, HasSubstr("--set schedule.accumulate=2"));
  EXPECT_THAT(advice, HasSubstr("--set schedule.batch_size=8"));
}

}  // namespace
}  // namespace handsight
