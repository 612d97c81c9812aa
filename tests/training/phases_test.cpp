// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/phases.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/formats/toml.h"

namespace handsight {
namespace {

using testing::HasSubstr;

constexpr const char* kRecipe = R"(
name = "two"
network = {name = "unet"}
[data.rhd]
[[train]]
data = "rhd"
split = "train"
[[loss]]
name = "cross_entropy"
[optimizer]
name = "sgd"
learning_rate = 0.5
[schedule]
epochs = 7
batch_size = 32
)";

Recipe parse(const std::string& more) {
  return recipe_from_json(parse_toml(kRecipe + more, "t.toml"), "t.toml");
}

TEST(LaidOver, MergesTablesAndReplacesTheRest) {
  const Json base = {{"a", {{"x", 1}, {"y", 2}}}, {"list", {1, 2}}, {"kept", true}};
  const Json changes = {{"a", {{"y", 3}}}, {"list", {9}}, {"new", 0}};
  const Json expected = {{"a", {{"x", 1}, {"y", 3}}}, {"list", {9}}, {"kept", true}, {"new", 0}};
  EXPECT_EQ(laid_over(base, changes), expected);
}

TEST(Phases, AreTheRecipeItselfWhereThereIsNone) {
  const auto phases = phases_of(parse(""));
  ASSERT_EQ(phases.size(), 1U);
  EXPECT_EQ(phases[0].schedule.epochs, 7);
}

TEST(Phases, ChangeWhatTheyNameAndKeepTheRest) {
  const auto phases = phases_of(parse(R"(
[[phase]]
schedule = {epochs = 2}
loss = [{name = "dice"}]
[[phase]]
optimizer = {learning_rate = 0.25}
)"));
  ASSERT_EQ(phases.size(), 2U);
  EXPECT_EQ(phases[0].schedule.epochs, 2);
  EXPECT_EQ(phases[0].schedule.batch_size, 32);
  EXPECT_EQ(phases[0].optimizer.learning_rate, 0.5);
  EXPECT_EQ(phases[0].loss.at(0).name, "dice");
  EXPECT_EQ(phases[1].schedule.epochs, 7);
  EXPECT_EQ(phases[1].optimizer.learning_rate, 0.25);
  EXPECT_EQ(phases[1].optimizer.name, "sgd");
  EXPECT_EQ(phases[1].loss.at(0).name, "cross_entropy");
  EXPECT_EQ(total_epochs(phases), 9);
}

TEST(Phases, ReadBackFromTheRecordOfARun) {
  const auto recipe = parse("[[phase]]\nname = \"a\"\nschedule = {epochs = 2}\n");
  const auto again = recipe_from_json(parse_toml(write_toml(recipe_to_json(recipe)), "r"), "r");
  EXPECT_EQ(recipe_to_json(recipe), recipe_to_json(again));
  EXPECT_EQ(phases_of(again).at(0).schedule.epochs, 2);
}

std::string error_of(const std::string& more) {
  try {
    (void)phases_of(parse(more));
  } catch (const InvalidArgument& error) {
    return error.what();
  }
  return "no error";
}

TEST(Phases, CannotExchangeTheNetwork) {
  EXPECT_THAT(error_of("[[phase]]\nname = \"a\"\nnetwork = {name = \"segnet\"}\n"),
              HasSubstr("phase 1 (a): 'network' does not change from phase to phase"));
}

TEST(Phases, NameTheUnknownKeyAndWhere) {
  const auto message = error_of("[[phase]]\n[[phase]]\nschedule = {epoch = 2}\n");
  EXPECT_THAT(message, HasSubstr("phase 2"));
  EXPECT_THAT(message, HasSubstr("unknown option 'epoch'"));
}

TEST(Phases, NeedATeacherWhereOneIsAskedFor) {
  EXPECT_THAT(error_of("[[phase]]\npseudo = {source = \"teacher\"}\n"), HasSubstr("[teacher]"));
}

TEST(Phases, CountEpochsFromTheirOwnStart) {
  const auto phases =
      phases_of(parse("[[phase]]\nschedule = {epochs = 2}\n[[phase]]\nschedule = {epochs = 3}\n"));
  EXPECT_EQ(position_of(phases, 1).phase, 0U);
  EXPECT_EQ(position_of(phases, 2).phase, 1U);
  EXPECT_EQ(position_of(phases, 2).epoch, 0);
  EXPECT_EQ(position_of(phases, 5).phase, 1U);  // behind the end
  EXPECT_EQ(position_of(phases, 5).epoch, 3);
}

TEST(SmokeRecipe, IsSmallAndReadsRenderedHands) {
  const auto smoke = smoke_recipe(
      parse(
          "[[phase]]\nschedule = {epochs = 50, batch_size = 64}\n[smoke]\ninput = {height = 32}\n"),
      "folder");
  EXPECT_EQ(smoke.input.height, 32);
  EXPECT_EQ(smoke.data.at(0).reader, "synthetic-rhd");
  EXPECT_EQ(smoke.data.at(0).path, "folder/rhd");
  const auto phase = phases_of(smoke).at(0);
  EXPECT_EQ(phase.schedule.epochs, 1);
  EXPECT_LE(phase.schedule.batch_size, 4);
}

std::string smoke_error_of(const std::string& more) {
  try {
    (void)smoke_recipe(parse(more), "folder");
  } catch (const InvalidArgument& error) {
    return error.what();
  }
  return "no error";
}

TEST(SmokeRecipe, SaysWhichTableIsNone) {
  EXPECT_THAT(smoke_error_of("[[phase]]\nschedule = 5\n"), HasSubstr("phase 1: schedule"));
  EXPECT_THAT(smoke_error_of("[[phase]]\nclips = 3\n"), HasSubstr("phase 1: clips"));
  EXPECT_THAT(smoke_error_of("[smoke]\nschedule = 3\n"), HasSubstr("[smoke]: schedule"));
}

}  // namespace
}  // namespace handsight
