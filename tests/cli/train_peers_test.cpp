// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <future>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/formats/text.h"

#include "cli/program_in_folder.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;
using ::handsight::testing::Finished;
using ::testing::HasSubstr;

class TrainPeers : public ProgramInFolder {
 protected:
  void SetUp() override {
    ProgramInFolder::SetUp();
    // without normalisation and dropout every picture counts on its own, so that shares add up
    write_run("none");
  }

  void write_run(const std::string& norm) const {
    write_drawn_run("base = 8, depth = 2, norm = \"" + norm + "\"", R"(
[[augment]]
name = "flip"
[schedule]
epochs = 4
batch_size = 8
epoch_size = 32
ema = 0.9
)");
  }

  [[nodiscard]] static std::vector<std::string> resume(const std::string& out, int epochs) {
    return {"train",
            "--resume",
            out,
            "--threads",
            "1",
            "--set",
            "schedule.epochs=" + std::to_string(epochs)};
  }

  /// One process of a group of `size`.
  [[nodiscard]] Finished one_of(int rank, int size, std::vector<std::string> arguments) const {
    return program(arguments, {.environment = {{"RANK", std::to_string(rank)},
                                               {"WORLD_SIZE", std::to_string(size)},
                                               {"MASTER_ADDR", "127.0.0.1"},
                                               {"MASTER_PORT", std::to_string(port_)},
                                               {"HANDSIGHT_PEER_TIMEOUT_S", "60"}}});
  }
  std::vector<Finished> all_of(int size, const std::vector<std::string>& arguments) const {
    std::vector<std::future<Finished>> running;
    for (int rank = 0; rank < size; ++rank) {
      running.push_back(
          std::async(std::launch::async, [=, this] { return one_of(rank, size, arguments); }));
    }
    std::vector<Finished> finished;
    for (auto& one : running) finished.push_back(one.get());
    return finished;
  }

  /// The second column of metrics.csv.
  [[nodiscard]] std::vector<double> losses(const std::string& run) const {
    std::istringstream lines(read_text(root_ / run / "metrics.csv"));
    std::string line;
    std::getline(lines, line);
    std::vector<double> values;
    while (std::getline(lines, line)) {
      values.push_back(std::stod(line.substr(line.find(',') + 1)));
    }
    return values;
  }
  void expect_same_curve(const std::string& one, const std::string& other) const {
    const auto a = losses(one);
    const auto b = losses(other);
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 1e-4) << "epoch " << i + 1;
  }

  int port_ = 20000 + static_cast<int>(::getpid() % 20000);
};

TEST_F(TrainPeers, TwoProcessesHaveTheLossesOfOneWithTheSameBatch) {
  ASSERT_EQ(program(train("one")).exit_code, 0);
  for (const auto& finished : all_of(2, train("two"))) {
    ASSERT_EQ(finished.exit_code, 0) << finished.err;
  }
  expect_same_curve("one", "two");
}

/// How far the losses of two processes with batch normalisation are from those of one, at most.
class TrainPeersWithNorm : public TrainPeers {
 protected:
  [[nodiscard]] double farthest_from_one(bool synchronised) const {
    write_run("all");
    const auto run = [&](const std::string& out, const std::string& setting) {
      auto arguments = train(out);
      // one picture a process, so that parts of a batch differ; SGD, as Adam's steps magnify
      // rounding where a gradient is zero, as that of a bias before normalisation is
      for (const auto* change :
           {"schedule.batch_size=2", "optimizer.name=sgd", "optimizer.learning_rate=0.1"}) {
        arguments.insert(arguments.end(), {"--set", change});
      }
      arguments.insert(arguments.end(), {"--set", "norm.synchronised=" + setting});
      return arguments;
    };
    EXPECT_EQ(program(run("one", "false")).exit_code, 0);
    for (const auto& finished : all_of(2, run("two", synchronised ? "true" : "false"))) {
      EXPECT_EQ(finished.exit_code, 0) << finished.err;
    }
    const auto one = losses("one");
    const auto two = losses("two");
    EXPECT_EQ(one.size(), two.size());
    double farthest = 0.0;
    for (std::size_t i = 0; i < one.size(); ++i) {
      farthest = std::max(farthest, std::abs(one[i] - two.at(i)));
    }
    return farthest;
  }
};

TEST_F(TrainPeersWithNorm, HasTheLossesOfOneProcessWhereItIsSynchronised) {
  EXPECT_LT(farthest_from_one(true), 5e-4);
}

TEST_F(TrainPeersWithNorm, HasLossesOfItsOwnWhereItIsNot) {
  EXPECT_GT(farthest_from_one(false), 1e-3);
}

TEST_F(TrainPeers, FourProcessesHaveTheLossesOfOneToo) {
  ASSERT_EQ(program(train("one")).exit_code, 0);
  for (const auto& finished : all_of(4, train("four"))) {
    ASSERT_EQ(finished.exit_code, 0) << finished.err;
  }
  expect_same_curve("one", "four");
}

TEST_F(TrainPeers, ARunGoesOnWithAnotherNumberOfProcesses) {
  ASSERT_EQ(program(train("whole")).exit_code, 0);
  auto short_run = train("run");
  short_run.insert(short_run.end(), {"--set", "schedule.epochs=2"});
  for (const auto& finished : all_of(2, short_run))
    ASSERT_EQ(finished.exit_code, 0) << finished.err;
  ASSERT_EQ(program(resume("run", 3)).exit_code, 0);
  for (const auto& finished : all_of(4, resume("run", 4))) {
    ASSERT_EQ(finished.exit_code, 0) << finished.err;
  }
  expect_same_curve("whole", "run");
}

TEST_F(TrainPeers, ALostProcessEndsTheOthersWithAMessage) {
  auto endless = train("run");
  endless.insert(endless.end(), {"--set", "schedule.epochs=100000"});
  auto survivor = std::async(std::launch::async, [&] { return one_of(0, 2, endless); });
  // killed as soon as the run is under way
  const std::string script =
      "\"$0\" \"$@\" & while [ ! -e run/metrics.csv ]; do sleep 0.1; done; kill -9 $!";
  std::vector<std::string> killed{"-c", script, HANDSIGHT_PROGRAM};
  killed.insert(killed.end(), endless.begin(), endless.end());
  (void)testing::run_program("/bin/sh", killed,
                             {.folder = root_,
                              .environment = {{"RANK", "1"},
                                              {"WORLD_SIZE", "2"},
                                              {"MASTER_ADDR", "127.0.0.1"},
                                              {"MASTER_PORT", std::to_string(port_)}}});
  const auto begun = std::chrono::steady_clock::now();
  const auto finished = survivor.get();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(30));
  EXPECT_EQ(finished.exit_code, 1) << finished.err;
  EXPECT_THAT(finished.err, HasSubstr("process 0 of 2 lost another one"));
}

TEST_F(TrainPeers, SaysWhichVariableIsMissing) {
  const auto finished =
      program(train("run"), {.environment = {{"RANK", "0"}, {"WORLD_SIZE", "2"}}});
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_THAT(finished.err, HasSubstr("MASTER_ADDR"));
}

TEST_F(TrainPeers, RefusesABatchThatCannotBeShared) {
  auto arguments = train("run");
  arguments.insert(arguments.end(), {"--set", "schedule.batch_size=9"});
  bool said = false;
  for (const auto& finished : all_of(2, arguments)) {
    EXPECT_NE(finished.exit_code, 0);
    said = said || finished.err.find("not a multiple of the 2 processes") != std::string::npos;
  }
  EXPECT_TRUE(said);
}

}  // namespace
}  // namespace handsight
