// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handsight/core/json.h"
#include "handsight/formats/atomic_file.h"
#include "handsight/formats/text.h"

#include "cli/program_in_folder.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class SearchCommand : public ProgramInFolder {
 protected:
  void SetUp() override {
    ProgramInFolder::SetUp();
    write_drawn_run(R"(base = 4, depth = 1, norm = "all")", R"(
[schedule]
batch_size = 4
epoch_size = 4
collapse_epochs = 0
[[search.axis]]
key = "optimizer.learning_rate"
low = 1e-4
high = 1e-2
scale = "log"
)");
  }

  [[nodiscard]] handsight::testing::Finished search(std::vector<std::string> more) const {
    std::vector<std::string> arguments{"search", "drawn.toml", "--data",    "own=data",
                                       "--out",  "found",      "--threads", "1"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return program(arguments);
  }
  [[nodiscard]] Json record() const { return Json::parse(read_text(root_ / "found/search.json")); }
};

TEST_F(SearchCommand, TrainsEveryTrialAndNamesTheBest) {
  const auto done = search({"--trials", "3", "--epochs", "1", "--jobs", "2", "--fraction", "0.5"});
  ASSERT_EQ(done.exit_code, 0) << done.err;
  EXPECT_THAT(done.out, HasSubstr("own/imagewise.iou"));
  EXPECT_EQ(record()["trials"].size(), 3U);
  const auto found = record();
  for (const auto& trial : found["trials"]) EXPECT_TRUE(trial["score"].is_number());
  EXPECT_TRUE(fs::exists(root_ / "found/search.html"));
  EXPECT_THAT(read_text(root_ / "found/best.toml"), HasSubstr("learning_rate"));
}

TEST_F(SearchCommand, GoesOnWhereItWasBroken) {
  ASSERT_EQ(search({"--trials", "2", "--epochs", "1"}).exit_code, 0);
  const auto whole = record();
  // as if it had been broken off before the second trial
  auto broken = whole;
  broken["trials"][1]["epochs"] = 0;
  broken["trials"][1]["score"] = nullptr;
  write_file(root_ / "found/search.json", broken.dump());
  fs::remove_all(root_ / "found/trials/001");
  const auto first = fs::last_write_time(root_ / "found/trials/000/metrics.csv");
  ASSERT_EQ(search({"--trials", "2", "--epochs", "1"}).exit_code, 0);
  EXPECT_EQ(record(), whole);
  EXPECT_EQ(fs::last_write_time(root_ / "found/trials/000/metrics.csv"), first);
}

TEST_F(SearchCommand, LetsTheBestGoOnInHalving) {
  const auto done =
      search({"--trials", "2", "--epochs", "1", "--strategy", "halving", "--eta", "2"});
  ASSERT_EQ(done.exit_code, 0) << done.err;
  std::vector<int> epochs;
  const auto found = record();
  for (const auto& trial : found["trials"]) epochs.push_back(trial["epochs"]);
  std::sort(epochs.begin(), epochs.end());
  EXPECT_THAT(epochs, ::testing::ElementsAre(1, 2));
}

TEST_F(SearchCommand, RefusesAFolderOfAnotherSearch) {
  ASSERT_EQ(search({"--trials", "1", "--epochs", "1"}).exit_code, 0);
  const auto other = search({"--trials", "1", "--epochs", "2"});
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_THAT(other.err, HasSubstr("number of epochs is 1, not 2"));
}

TEST_F(SearchCommand, RefusesOtherData) {
  ASSERT_EQ(search({"--trials", "1", "--epochs", "1"}).exit_code, 0);
  fs::create_directory_symlink(root_ / "data", root_ / "again");
  const auto other = search({"--trials", "1", "--epochs", "1", "--data", "own=again"});
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_THAT(other.err, HasSubstr("--data"));
}

/// Whether a process is left that runs in `folder`.
bool is_in_use(const fs::path& folder) {
  for (const auto& process : fs::directory_iterator("/proc")) {
    std::error_code not_ours;
    if (fs::read_symlink(process.path() / "cwd", not_ours) == folder) return true;
  }
  return false;
}

TEST_F(SearchCommand, EndsItsTrialsWhenItIsEndedAndKnowsWhoseTheyWere) {
  const std::string arguments =
      " search drawn.toml --data own=data --out found --threads 1 --trials 1 --epochs ";
  const auto ended = handsight::testing::run_program(
      "/bin/sh",
      {"-c",
       "\"$0\"" + arguments +
           "1000 & until test -s found/trials/000.toml -a -e "
           "found/trials/000.log; do sleep 0.1; done; kill $!; wait $!",
       HANDSIGHT_PROGRAM},
      {.folder = root_});
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(ended.err, HasSubstr("search: broken off"));
  EXPECT_FALSE(is_in_use(root_));
  const auto other = search({"--trials", "1", "--epochs", "1000", "--seed", "2"});
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_THAT(other.err, HasSubstr("its seed is 1, not 2"));
}

TEST_F(SearchCommand, DoesNotRankATrialThatFailsInALaterRoundByItsEarlierScore) {
  const std::vector<std::string> halving{"--trials",   "2",       "--epochs", "1",
                                         "--strategy", "halving", "--eta",    "2"};
  ASSERT_EQ(search(halving).exit_code, 0);
  // as if the best trial had not been through the second round, and its run were damaged
  auto broken = record();
  for (std::size_t i = 0; i < 2; ++i) {
    auto& trial = broken["trials"][i];
    if (trial["epochs"] == 1) continue;
    trial["epochs"] = 1;
    write_file(
        root_ / "found/trials" / (i == 0 ? "000" : "001") / "checkpoints/last.state.safetensors",
        "damaged");
  }
  write_file(root_ / "found/search.json", broken.dump());
  EXPECT_EQ(search(halving).exit_code, 0);
  const auto found = record();
  for (const auto& trial : found["trials"]) {
    EXPECT_EQ(trial["score"].is_null(), !trial["failure"].get<std::string>().empty());
  }
}

TEST_F(SearchCommand, TriesTablesToo) {
  write_file(root_ / "drawn.toml",
             read_text(root_ / "drawn.toml") +
                 "[[search.axis]]\nkey = \"loss\"\nchoices = [[{name = \"dice\"}]]\n");
  ASSERT_EQ(search({"--trials", "1", "--epochs", "1"}).exit_code, 0);
  EXPECT_THAT(read_text(root_ / "found/best.toml"), HasSubstr("dice"));
}

TEST_F(SearchCommand, RefusesPhasesThatWouldNotListen) {
  write_file(root_ / "drawn.toml",
             read_text(root_ / "drawn.toml") + "[[phase]]\nschedule = {epochs = 9}\n");
  const auto done = search({"--trials", "1", "--epochs", "1"});
  EXPECT_EQ(done.exit_code, 2);
  EXPECT_THAT(done.err, HasSubstr("--epochs has no effect"));
}

TEST_F(SearchCommand, SaysThatAListIsNone) {
  const auto done = search({"--trials", "1", "--fraction", "0.5", "--set", "train=x"});
  EXPECT_EQ(done.exit_code, 2);
  EXPECT_THAT(done.err, HasSubstr("train: expected a list of tables"));
}

TEST_F(SearchCommand, SaysWhyATrialIsNotPossible) {
  const auto done = search({"--trials", "1", "--set", "loss.0.name=hinge"});
  EXPECT_EQ(done.exit_code, 2);
  EXPECT_THAT(done.err, HasSubstr("unknown loss 'hinge'"));
}

}  // namespace
}  // namespace handsight
