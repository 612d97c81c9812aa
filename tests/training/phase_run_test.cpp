// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <sstream>
#include <string>
#include <vector>

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/formats/safetensors.h"
#include "handsight/networks/checkpoint.h"
#include "handsight/tensors/tensor_file.h"
#include "handsight/training/phases.h"

#include "training/small_run.h"

namespace handsight {
namespace {

using testing::HasSubstr;

PhaseChoice phase(const char* name, Json changes) {
  return {.name = name, .changes = std::make_shared<const Json>(std::move(changes))};
}

class PhaseRun : public SmallRun {
 protected:
  /// One column of metrics.csv.
  [[nodiscard]] std::vector<double> column(const std::string& run, const std::string& name) const {
    std::istringstream lines(text_of(run + "/metrics.csv"));
    std::string line;
    std::getline(lines, line);
    std::size_t wanted = 0;
    std::istringstream head(line);
    for (std::string cell; std::getline(head, cell, ',') && cell != name;) ++wanted;
    std::vector<double> values;
    while (std::getline(lines, line)) {
      std::istringstream cells(line);
      std::string cell;
      for (std::size_t i = 0; i <= wanted; ++i) std::getline(cells, cell, ',');
      if (!cell.empty()) values.push_back(std::stod(cell));
    }
    return values;
  }
  [[nodiscard]] at::Tensor weight(const std::string& run, const std::string& name) const {
    return read_tensor(Safetensors(root_ / run / "checkpoints/last.safetensors").tensor(name));
  }
  /// Breaks off before each of these epochs, goes on, and compares with a run that never stopped.
  void expect_same_after_breaks(const Recipe& r, const std::vector<std::string>& epochs) {
    (void)train(r, {.folder = root_ / "whole"}, silent_);
    bool begun = false;
    for (const auto& epoch : epochs) {
      BreakBefore breaking(epoch);
      EXPECT_THROW((void)train(r, {.folder = root_ / "broken", .resume = begun}, breaking),
                   std::runtime_error);
      begun = true;
    }
    (void)train(r, {.folder = root_ / "broken", .resume = true}, silent_);
    EXPECT_EQ(text_of("whole/metrics.csv"), text_of("broken/metrics.csv"));
    EXPECT_EQ(text_of("whole/checkpoints/last.safetensors"),
              text_of("broken/checkpoints/last.safetensors"));
  }
};

TEST_F(PhaseRun, GoesOnWithinAndBetweenPhasesAsIfThereHadBeenNoBreak) {
  auto r = recipe(2);
  r.schedule.ema = 0.9;
  r.phase = {phase("first", {{"optimizer", {{"name", "sgd"}, {"learning_rate", 0.01}}}}),
             phase("second", {{"schedule", {{"epochs", 3}, {"shape", "plateau"}}}})};
  expect_same_after_breaks(r, {"epoch 2/5", "epoch 3/5", "epoch 5/5"});
}

TEST_F(PhaseRun, ForgetsTheNormalisationOfAnEarlierPhase) {
  auto r = recipe(1);
  r.phase = {phase("quick", {{"norm", {{"momentum", 0.9}}}}), phase("as built", Json::object())};
  expect_same_after_breaks(r, {"epoch 2/2"});
}

TEST_F(PhaseRun, KeepsStatisticsFrozenWhileItsOwnAverageLabels) {
  auto r = recipe(1);
  r.schedule.ema = 0.9;
  r.pseudo.source = "average";
  r.norm.frozen = {"*"};
  (void)train(r, {.folder = root_ / "run"}, silent_);
  int seen = 0;
  const Safetensors checkpoint(root_ / "run/checkpoints/last.safetensors");
  for (const auto& name : checkpoint.names()) {
    if (!name.ends_with("running_mean")) continue;
    EXPECT_EQ(weight("run", name).abs().sum().item<double>(), 0.0) << name;
    ++seen;
  }
  EXPECT_GT(seen, 0);
}

TEST_F(PhaseRun, LeavesFrozenPartsAlone) {
  auto r = plain_recipe(1);
  r.optimizer.learning_rate = 0.0;
  (void)train(r, {.folder = root_ / "start"}, silent_);
  r.optimizer.learning_rate = 3e-3;
  const auto names = Safetensors(root_ / "start/checkpoints/last.safetensors").names();
  const auto& frozen = names.front();
  const auto& free = names.back();
  r.group = {{.match = frozen, .rate = 0.0}};
  (void)train(r, {.folder = root_ / "run"}, silent_);
  EXPECT_TRUE(at::equal(weight("start", frozen), weight("run", frozen))) << frozen;
  EXPECT_FALSE(at::equal(weight("start", free), weight("run", free))) << free;
}

TEST_F(PhaseRun, ABatchInPiecesTeachesTheSame) {
  auto r = plain_recipe(2);
  (void)train(r, {.folder = root_ / "whole"}, silent_);
  r.schedule.accumulate = 4;
  (void)train(r, {.folder = root_ / "pieces"}, silent_);
  const auto whole = column("whole", "loss");
  const auto pieces = column("pieces", "loss");
  ASSERT_EQ(whole.size(), 2U);
  EXPECT_NEAR(whole[1], pieces[1], 1e-5);
}

TEST_F(PhaseRun, ATeacherLearnsFirstAndThenLabelsPictures) {
  auto r = recipe(1);
  r.teacher.name = "unet";
  r.teacher.options = r.network.options;
  r.phase = {phase("teacher", {{"learner", "teacher"}, {"schedule", {{"epochs", 8}}}}),
             phase("pupil", {{"pseudo", {{"source", "teacher"}, {"keep", 0.5}}},
                             {"schedule", {{"epochs", 8}}}})};
  const auto result = train(r, {.folder = root_ / "run"}, silent_);
  EXPECT_EQ(result.epochs, 16);
  EXPECT_GT(result.best_epoch, 8) << "the teacher's epochs do not count for the network";
  EXPECT_EQ(read_checkpoint_info(root_ / "run/checkpoints/teacher.safetensors").network, "unet");
  const auto losses = column("run", "loss");
  EXPECT_LT(losses.back(), 0.9 * losses[8]) << "learned from the teacher's labels";
}

TEST_F(PhaseRun, AnAdversaryGoesOnAfterABreakToo) {
  auto r = recipe(3);
  r.adversary = {.discriminator = "disc_hung", .pause_below = 0.0, .history = 4};
  expect_same_after_breaks(r, {"epoch 3/3"});
  EXPECT_EQ(column("whole", "loss.discriminator").size(), 3U);
}

TEST_F(PhaseRun, TakesStatisticsAnewBeforeEveryValidation) {
  auto r = recipe(12);
  r.norm.momentum = 0.001;  // so slow that the running statistics stay where they started
  (void)train(r, {.folder = root_ / "stale"}, silent_);
  r.norm.reestimate = 4;
  (void)train(r, {.folder = root_ / "anew"}, silent_);
  // in training each batch brings its own statistics; the same pictures are validated on
  const double trained = column("anew", "loss").back();
  EXPECT_NEAR(column("anew", "own/loss").back(), trained, 0.05);
  EXPECT_LT(column("stale", "own/loss").back(), trained - 0.2);
}

TEST_F(PhaseRun, EndsARunThatOnlySeesBackground) {
  auto r = plain_recipe(40);
  r.optimizer = {.name = "sgd", .learning_rate = 0.05};
  // hands weigh next to nothing
  r.loss = {{.name = "cross_entropy",
             .options = std::make_shared<const Json>(Json{{"class_weights", {1.0, 0.001}}})}};
  try {
    (void)train(r, {.folder = root_ / "run"}, silent_);
    FAIL() << "no exception";
  } catch (const ModelError& error) {
    EXPECT_THAT(error.what(), HasSubstr("collapsed"));
    EXPECT_THAT(error.what(), HasSubstr("nothing but background"));
    EXPECT_THAT(error.what(), HasSubstr("schedule.collapse_epochs=0"));
  }
  EXPECT_EQ(column("run", "loss").size(), 25U) << "100 steps of 4 an epoch";
  r.schedule.collapse_epochs = 0;
  r.schedule.epochs = 26;
  EXPECT_EQ(train(r, {.folder = root_ / "run", .resume = true}, silent_).epochs, 26);
}

TEST_F(PhaseRun, RefusesClipsForANetworkWithoutMemory) {
  auto r = recipe(1);
  r.clips.length = 2;
  EXPECT_THROW((void)train(r, {.folder = root_ / "run"}, silent_), InvalidArgument);
}

}  // namespace
}  // namespace handsight
