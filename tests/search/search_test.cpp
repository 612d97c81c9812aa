// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/formats/atomic_file.h"
#include "handsight/formats/toml.h"
#include "handsight/search/record.h"

namespace handsight {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Json recipe_with(const std::string& axes) {
  return parse_toml("name = \"small\"\n" + axes, "test");
}

const std::string kTwoAxes = R"(
[[search.axis]]
key = "optimizer.learning_rate"
low = 1e-5
high = 1e-2
scale = "log"
[[search.axis]]
key = "schedule.batch_size"
choices = [16, 32]
)";

TEST(SearchSpace, VariesRateAndDecayWhereARecipeSaysNothing) {
  const auto space = search_space(recipe_with(""));
  ASSERT_EQ(space.size(), 2U);
  EXPECT_EQ(space[0].key, "optimizer.learning_rate");
  EXPECT_TRUE(space[0].logarithmic);
  EXPECT_EQ(space[1].key, "optimizer.weight_decay");
}

TEST(SearchSpace, NamesTheAxisWhoseRangeIsEmpty) {
  try {
    (void)search_space(recipe_with("[[search.axis]]\nkey = \"a.b\"\nlow = 2\nhigh = 1\n"));
    FAIL() << "no exception";
  } catch (const InvalidArgument& error) {
    EXPECT_THAT(error.what(), HasSubstr("a.b: low 2 is not below high 1"));
  }
}

TEST(SearchSpace, RefusesALogarithmOfZero) {
  EXPECT_THROW((void)search_space(recipe_with(
                   "[[search.axis]]\nkey = \"a\"\nlow = 0\nhigh = 1\nscale = \"log\"\n")),
               InvalidArgument);
}

TEST(DrawSettings, SpreadsLogarithmically) {
  const auto space = search_space(recipe_with(kTwoAxes));
  int below = 0;
  for (std::size_t trial = 0; trial < 300; ++trial) {
    const double rate = draw_settings(space, Seed(1), trial)[0].value->get<double>();
    EXPECT_GE(rate, 1e-5);
    EXPECT_LT(rate, 1e-2);
    below += rate < 1e-4 ? 1 : 0;
  }
  // one of three decades; the standard error is 8
  EXPECT_NEAR(below, 100, 30);
}

TEST(DrawSettings, GivesTheSameValuesWhateverElseIsVaried) {
  const auto space = search_space(recipe_with(kTwoAxes));
  const auto both = draw_settings(space, Seed(1), 7);
  const auto second = draw_settings({space[1]}, Seed(1), 7);
  EXPECT_EQ(*both[1].value, *second[0].value);
}

TEST(PlanRounds, TrainsAllTrialsAlikeInARandomSearch) {
  EXPECT_THAT(plan_rounds({.trials = 20, .epochs = 5}), ElementsAre(Round{20, 5}));
}

TEST(PlanRounds, KeepsTheBestThirdInHalving) {
  EXPECT_THAT(plan_rounds({.trials = 20, .epochs = 1, .strategy = "halving"}),
              ElementsAre(Round{20, 1}, Round{6, 3}, Round{2, 9}, Round{1, 27}));
}

TEST(BestTrials, TakesTheHighestScores) {
  const std::vector<std::optional<double>> scores{0.1, std::nullopt, 0.9, 0.5};
  EXPECT_THAT(best_trials(scores, 2), ElementsAre(2U, 3U));
  EXPECT_THAT(best_trials(scores, 4), ElementsAre(0U, 1U, 2U, 3U));
}

class RunScore : public ::testing::Test {
 protected:
  void SetUp() override {
    write_file(path_,
               "epoch,loss,val/loss,val/micro.f1\n1,0.9,0.8,0.3\n2,0.5,0.6,0.7\n3,0.4,0.7,\n");
  }
  void TearDown() override { std::filesystem::remove(path_); }
  const std::filesystem::path path_ =
      std::filesystem::path(::testing::TempDir()) / "handsight_search.csv";
};

TEST_F(RunScore, IsTheBestEpochs) { EXPECT_EQ(run_score(path_, "val/micro.f1"), 0.7); }

TEST_F(RunScore, TurnsTheSignOfALoss) { EXPECT_EQ(run_score(path_, "val/loss"), -0.6); }

TEST_F(RunScore, NamesTheColumnsThereAre) {
  try {
    (void)run_score(path_, "val/iou");
    FAIL() << "no exception";
  } catch (const FileError& error) {
    EXPECT_THAT(error.what(), HasSubstr("val/micro.f1"));
  }
}

SearchRecord small_search() {
  auto record = new_search(recipe_with(kTwoAxes), "val/micro.f1", {.trials = 3}, 1);
  record.trials[0].score = 0.4;
  record.trials[1].failure = "exit code 1";
  record.trials[2].score = 0.8;
  return record;
}

TEST(SearchRecord, ComesBackFromJson) {
  const auto record = small_search();
  const auto again = search_from_json(to_json(record), "memory");
  EXPECT_NO_THROW(require_same_search(again, record));
  EXPECT_EQ(again.trials[2].score, 0.8);
  EXPECT_EQ(again.trials[1].failure, "exit code 1");
}

TEST(SearchRecord, RefusesToGoOnWithAnother) {
  const auto record = small_search();
  const auto other = new_search(recipe_with(kTwoAxes), "val/micro.f1", {.trials = 3}, 2);
  EXPECT_THROW(require_same_search(record, other), InvalidArgument);
}

TEST(SearchRecord, NamesAFileThatHoldsNone) {
  EXPECT_THROW((void)search_from_json(Json{{"recipe", 1}}, "search.json"), FileError);
}

TEST(SearchRecord, RanksTheBestFirstAndFailuresLast) {
  EXPECT_THAT(ranking(small_search()), ElementsAre(2U, 0U, 1U));
}

TEST(SearchPage, DrawsALineForEachTrialWithAScore) {
  const auto chart = search_page(small_search()).sections[0].charts[0];
  ASSERT_EQ(chart.series.size(), 2U);
  // learning rate, batch size, score
  EXPECT_EQ(chart.x_names.size(), 3U);
  EXPECT_EQ(chart.series[1].name, "trial 2");
  EXPECT_EQ(chart.series[1].y[2], 1.0);
  EXPECT_EQ(chart.series[0].y[2], 0.0);
}

}  // namespace
}  // namespace handsight
