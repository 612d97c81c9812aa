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

TEST_F(SearchCommand, SaysWhyATrialIsNotPossible) {
  const auto done = search({"--trials", "1", "--set", "loss.0.name=hinge"});
  EXPECT_EQ(done.exit_code, 2);
  EXPECT_THAT(done.err, HasSubstr("unknown loss 'hinge'"));
}

}  // namespace
}  // namespace handsight
