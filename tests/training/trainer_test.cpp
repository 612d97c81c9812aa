// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/trainer.h"

#include <filesystem>
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/formats/toml.h"
#include "handsight/networks/checkpoint.h"
#include "handsight/tensors/autocast.h"

#include "training/small_run.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

using TrainerTest = SmallRun;

TEST_F(TrainerTest, OverfitsEightPictures) {
  auto r = recipe(40);
  r.network.options =
      std::make_shared<const Json>(Json{{"base", 16}, {"depth", 3}, {"norm", "all"}});
  const auto result = train(r, {.folder = root_ / "run"}, silent_);
  EXPECT_GT(result.best, 0.95) << "mean IoU of the pictures it was trained on";
}

TEST_F(TrainerTest, GoesOnAfterABreakAsIfThereHadBeenNone) {
  auto r = recipe(4);
  r.schedule.ema = 0.9;
  (void)train(r, {.folder = root_ / "whole"}, silent_);
  BreakBefore breaking("epoch 3/4");
  EXPECT_THROW((void)train(r, {.folder = root_ / "broken"}, breaking), std::runtime_error);
  (void)train(r, {.folder = root_ / "broken", .resume = true}, silent_);
  EXPECT_EQ(text_of("whole/metrics.csv"), text_of("broken/metrics.csv"));
  EXPECT_EQ(text_of("whole/checkpoints/last.safetensors"),
            text_of("broken/checkpoints/last.safetensors"));
}

TEST_F(TrainerTest, NotesThePrecisionThatItChoseForWhoGoesOnLater) {
  auto r = recipe(1);
  r.precision = "auto";
  (void)train(r, {.folder = root_ / "run"}, silent_);
  const auto chosen = word_of(choose_precision("auto", at::kCPU));
  EXPECT_EQ(read_toml(root_ / "run/recipe.toml").at("precision"), chosen);
}

TEST_F(TrainerTest, DoesNotDependOnTheNumberOfWorkers) {
  auto r = recipe(1);
  (void)train(r, {.folder = root_ / "one"}, silent_);
  r.schedule.workers = 3;
  (void)train(r, {.folder = root_ / "three"}, silent_);
  EXPECT_EQ(text_of("one/metrics.csv"), text_of("three/metrics.csv"));
}

TEST_F(TrainerTest, DoesNotOverwriteARun) {
  const auto r = recipe(1);
  (void)train(r, {.folder = root_ / "run"}, silent_);
  try {
    (void)train(r, {.folder = root_ / "run"}, silent_);
    FAIL() << "no exception";
  } catch (const InvalidArgument& error) {
    EXPECT_THAT(error.what(), HasSubstr("holds a run already"));
  }
}

TEST_F(TrainerTest, StopsWithAReasonWhenTheLossIsNoNumber) {
  auto r = recipe(3);
  r.network.options = std::make_shared<const Json>(Json{{"base", 8}, {"depth", 2}});
  r.optimizer = {.name = "sgd", .learning_rate = 100, .momentum = 0.99};
  r.loss = {{.name = "cross_entropy", .weight = 1e6}};
  try {
    (void)train(r, {.folder = root_ / "run"}, silent_);
    FAIL() << "no exception";
  } catch (const ModelError& error) {
    EXPECT_THAT(error.what(), HasSubstr("lower optimizer.learning_rate"));
  }
}

TEST_F(TrainerTest, KeepsTheCheckpointBeforeTheStepThatBreaksTheWeights) {
  auto r = plain_recipe(1);
  r.schedule.epoch_size = 4;  // one step
  r.optimizer = {.name = "sgd", .momentum = 0.0};
  (void)train(r, {.folder = root_ / "run"}, silent_);
  const auto before = text_of("run/checkpoints/last.state.safetensors");
  r.schedule.epochs = 2;
  // the loss of the step is finite, the update is not
  r.loss = {{.name = "cross_entropy", .weight = 1e25}};
  r.optimizer.learning_rate = 1e25;
  try {
    (void)train(r, {.folder = root_ / "run", .resume = true}, silent_);
    FAIL() << "no exception";
  } catch (const ModelError& error) {
    EXPECT_THAT(error.what(), HasSubstr("no longer a number after epoch 2"));
  }
  EXPECT_EQ(text_of("run/checkpoints/last.state.safetensors"), before);
}

TEST_F(TrainerTest, DoesNotResumeWhatNeverBegan) {
  try {
    (void)train(recipe(1), {.folder = root_ / "run", .resume = true}, silent_);
    FAIL() << "no exception";
  } catch (const InvalidArgument& error) {
    EXPECT_THAT(error.what(), HasSubstr("holds no finished epoch"));
  }
  EXPECT_FALSE(fs::exists(root_ / "run"));
}

TEST_F(TrainerTest, StopsWhenValidationNoLongerImproves) {
  auto r = recipe(50);
  r.optimizer.learning_rate = 0.0;
  r.network.options = std::make_shared<const Json>(Json{{"base", 8}, {"depth", 2}});
  r.schedule.patience = 2;
  const auto result = train(r, {.folder = root_ / "run"}, silent_);
  EXPECT_TRUE(result.stopped_early);
  EXPECT_EQ(result.epochs, 3);
}

TEST_F(TrainerTest, RecordsTheNetworkInTheCheckpoint) {
  (void)train(recipe(1), {.folder = root_ / "run"}, silent_);
  const auto info = read_checkpoint_info(root_ / "run/checkpoints/best.safetensors");
  EXPECT_EQ(info.network, "unet");
  EXPECT_EQ(info.input_height, 64);
  EXPECT_EQ(info.notes.at("name"), "t");
}

TEST_F(TrainerTest, NamesTheMetricsThereAreForAnUnknownOne) {
  auto r = recipe(1);
  r.select.metric = "imagewise.iuo";
  try {
    (void)train(r, {.folder = root_ / "run"}, silent_);
    FAIL() << "no exception";
  } catch (const InvalidArgument& error) {
    EXPECT_THAT(error.what(), HasSubstr("imagewise.iou"));
  }
}

TEST_F(TrainerTest, SaysWhichDataHasNoPath) {
  auto r = recipe(1);
  r.data[0].path.clear();
  EXPECT_THROW((void)train(r, {.folder = root_ / "run"}, silent_), InvalidArgument);
  EXPECT_FALSE(fs::exists(root_ / "run"));
}

}  // namespace
}  // namespace handsight
