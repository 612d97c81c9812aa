// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/recipe.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/formats/toml.h"
#include "handsight/training/preparation.h"
#include "handsight/training/run_state.h"
#include "handsight/training/sources.h"

#include "formats/scratch.h"

namespace handsight {
namespace {

using testing::HasSubstr;

constexpr const char* kSmall = R"(
name = "small"
seed = 7
[network]
name = "unet_base"
options = {classes = 2}
[data.own]
reader = "folder"
path = "somewhere"
[[train]]
data = "own"
split = "train"
[[loss]]
name = "dice"
weight = 0.5
options = {smooth = 1.0}
)";

Recipe parse(const std::string& text) { return recipe_from_json(parse_toml(text, "t"), "t.toml"); }

std::string error_of(const std::string& text) {
  try {
    (void)parse(text);
  } catch (const InvalidArgument& error) {
    return error.what();
  }
  return "no error";
}

TEST(Recipe, KeepsWhatIsWrittenAndDefaultsTheRest) {
  const auto recipe = parse(kSmall);
  EXPECT_EQ(recipe.seed, 7);
  EXPECT_EQ(recipe.network.name, "unet_base");
  EXPECT_EQ(recipe.loss.at(0).weight, 0.5);
  EXPECT_EQ(recipe.loss.at(0).options->at("smooth"), 1.0);
  EXPECT_EQ(recipe.optimizer.name, "adam");
  EXPECT_EQ(recipe.train.at(0).split, "train");
}

TEST(PoseNote, SaysHowTheLossReadsHeatMaps) {
  const auto with_loss = [](const std::string& name) {
    auto recipe = parse(kSmall);
    recipe.loss.at(0) = {.name = name};
    recipe.hand_crop.margin = 1.5;
    return pose_note_of(recipe);
  };
  EXPECT_EQ(with_loss("keypoint_dsnt").decoding, "mean");
  EXPECT_EQ(with_loss("keypoint_l2").decoding, "peak");
  EXPECT_DOUBLE_EQ(with_loss("keypoint_l2").margin, 1.5);
}

TEST(PoseNote, ComesFromTheRecipeOfTheRunWhereTheCheckpointHasNone) {
  const test::Scratch run;
  run.put("recipe.toml", std::string(kSmall) + "[[loss]]\nname = \"keypoint_dsnt\"\n");
  const auto noted = completed_by_run({.network = "n", .task = "hand-keypoints"}, run.folder());
  EXPECT_EQ(pose_note_of(noted, "n").decoding, "mean");
  CheckpointInfo own{.network = "n", .task = "hand-keypoints"};
  own.notes["handsight.pose"] = R"({"decoding":"peak"})";
  EXPECT_EQ(pose_note_of(completed_by_run(own, run.folder()), "n").decoding, "peak");
  const auto mask = completed_by_run({.network = "n", .task = "hand-mask"}, run.folder());
  EXPECT_FALSE(mask.notes.contains(kPoseNote));
}

TEST(DepthNote, ComesFromTheRecipeOfTheRun) {
  const test::Scratch run;
  run.put("recipe.toml", std::string(kSmall) + "[depth]\nunit = \"metre\"\n");
  const auto noted = completed_by_run({.network = "n", .task = "hand-mask-depth"}, run.folder());
  EXPECT_EQ(depth_note_of(noted, "n").unit, "metre");
  EXPECT_EQ(fit_options(parse(std::string(kSmall) + "[depth]\nunit = \"relative\"\n")).depth_unit,
            DepthUnit::kRelative);
}

TEST(Recipe, MapsTheLabelsOfASource) {
  const auto recipe =
      parse(std::string(kSmall) + "[[train]]\ndata = \"own\"\nlabels = {hand = \"ignore\"}\n");
  EXPECT_EQ(recipe.train.back().labels.hand, "ignore");
  EXPECT_EQ(recipe.train.back().labels.background, "background");
}

TEST(Recipe, ReadsBackWhatItRecords) {
  const auto first = recipe_to_json(parse(kSmall));
  const auto second =
      recipe_to_json(recipe_from_json(parse_toml(write_toml(first), "record"), "record"));
  EXPECT_EQ(first, second);
}

TEST(Recipe, ListsTheKnownKeysForAnUnknownOne) {
  const auto error = error_of(std::string(kSmall) + "[schedule]\nepoch = 3\n");
  EXPECT_THAT(error, HasSubstr("t.toml: schedule: unknown option 'epoch'"));
  EXPECT_THAT(error, HasSubstr("epochs, batch_size"));
}

TEST(Recipe, NamesAnUnknownKeyAtTheTop) {
  EXPECT_THAT(error_of("colour = 1\n" + std::string(kSmall)), HasSubstr("unknown option 'colour'"));
}

TEST(Recipe, SaysWhichValueIsOutOfRange) {
  EXPECT_THAT(error_of(std::string(kSmall) + "[schedule]\nbatch_size = 0\n"),
              HasSubstr("'batch_size' is 0, allowed is [1, 4096]"));
}

TEST(Recipe, NeedsALoss) {
  EXPECT_THAT(error_of("name='x'\nnetwork={name='unet'}\n[data.a]\n[[train]]\ndata='a'\n"),
              HasSubstr("no [[loss]]"));
}

TEST(Recipe, NamesTheSourcesThereAre) {
  EXPECT_THAT(error_of(std::string(kSmall) + "[[validate]]\ndata = \"other\"\n"),
              HasSubstr("no source 'other'; known sources: own"));
}

TEST(Recipe, RefusesASplitThatCannotNameAColumn) {
  EXPECT_THAT(error_of(std::string(kSmall) + "[[validate]]\ndata = \"own\"\nsplit = \"a,b\"\n"),
              HasSubstr("'a,b' cannot name a column"));
}

TEST(Recipe, RefusesACycleWhoseLearnerIsTheTeacher) {
  EXPECT_THAT(error_of("learner = 'teacher'\nteacher = {name = 'unet'}\n" + std::string(kSmall) +
                       "[cycle]\ngenerator = \"unet\"\n"),
              HasSubstr("cycle: trains the network, not the learner 'teacher'"));
}

TEST(Recipe, DoesNotLetANameLeaveTheRunsFolder) {
  EXPECT_THAT(error_of("name='../x'\nnetwork={name='unet'}\n[data.a]\n[[train]]\ndata='a'\n"),
              HasSubstr("cannot name a folder"));
}

TEST(BindData, ReplacesThePathOfASource) {
  auto recipe = parse(kSmall);
  bind_data(recipe, {{"own", "elsewhere"}});
  EXPECT_EQ(recipe.data.at(0).path, "elsewhere");
}

TEST(BindData, NamesTheSourcesForAnUnknownOne) {
  auto recipe = parse(kSmall);
  EXPECT_THROW(bind_data(recipe, {{"owl", "elsewhere"}}), InvalidArgument);
}

}  // namespace
}  // namespace handsight
