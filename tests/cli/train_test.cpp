// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/seed.h"
#include "handsight/formats/atomic_file.h"
#include "handsight/formats/text.h"

#include "cli/program_in_folder.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class TrainCommand : public ProgramInFolder {
 protected:
  void SetUp() override {
    ProgramInFolder::SetUp();
    write_drawn_run(R"(base = 8, depth = 2, norm = "all")", R"(
[schedule]
epochs = 6
batch_size = 4
epoch_size = 16
)");
  }
};

TEST_F(TrainCommand, WritesTheRunFolderAndEvaluateReadsIt) {
  const auto trained = program(train("run"));
  ASSERT_EQ(trained.exit_code, 0) << trained.err;
  for (const auto* file : {"recipe.toml", "metrics.csv", "checkpoints/last.safetensors",
                           "checkpoints/best.safetensors"}) {
    EXPECT_TRUE(fs::exists(root_ / "run" / file)) << file;
  }
  const auto evaluated = program({"evaluate", "--run", "run", "--data", "packed=data"});
  EXPECT_EQ(evaluated.exit_code, 0) << evaluated.err;
  EXPECT_THAT(evaluated.out, HasSubstr("imagewise.iou"));
  EXPECT_THAT(evaluated.out, HasSubstr("all background"));
}

TEST_F(TrainCommand, GoesOnAfterBeingKilledAtAnyMomentToTheSameNumbers) {
  const auto start = std::chrono::steady_clock::now();
  ASSERT_EQ(program(train("whole")).exit_code, 0);
  const double whole_s =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  Random random(Seed(11));
  bool started = false;
  int exit_code = -1;
  int kills = 0;
  for (int attempt = 0; attempt < 40 && exit_code != 0; ++attempt) {
    const double limit_s = attempt < 30 ? whole_s * random.uniform(0.3, 0.7) : 60.0;
    std::vector<std::string> arguments{"--signal=KILL", std::to_string(limit_s), HANDSIGHT_PROGRAM};
    started = started || fs::exists(root_ / "broken/checkpoints/last.state.safetensors");
    const auto rest =
        started ? std::vector<std::string>{"train", "--resume", "broken", "--threads", "1"}
                : train("broken");
    arguments.insert(arguments.end(), rest.begin(), rest.end());
    exit_code =
        handsight::testing::run_program("/usr/bin/timeout", arguments, {.folder = root_}).exit_code;
    if (exit_code != 0) ++kills;
  }
  EXPECT_GT(kills, 0) << "no run was long enough to be killed";
  EXPECT_EQ(exit_code, 0);
  EXPECT_EQ(read_text(root_ / "whole/metrics.csv"), read_text(root_ / "broken/metrics.csv"));
}

/// Seconds that a run of `arguments` takes.
double seconds_of(const std::function<int()>& run) {
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(run(), 0);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

TEST_F(TrainCommand, SlowGoesOnAfterFiftyKillsAtRandomMoments) {
  constexpr int kKills = 50;
  // so short a training answers nothing but background for a while
  const std::vector<std::string> no_collapse{"--set", "schedule.collapse_epochs=0"};
  const auto run = [&](const std::string& out, int epochs) {
    auto arguments = train(out);
    arguments.insert(arguments.end(), {"--set", "schedule.epochs=" + std::to_string(epochs)});
    arguments.insert(arguments.end(), no_collapse.begin(), no_collapse.end());
    const auto finished = program(arguments);
    EXPECT_EQ(finished.exit_code, 0) << finished.err;
    return finished.exit_code;
  };
  constexpr int kEpochs = 1000;
  const double start_s = seconds_of([&] { return run("one", 1); });
  const double whole_s = seconds_of([&] { return run("whole", kEpochs); });
  Random random(Seed(12));
  int kills = 0;
  int exit_code = -1;
  while (exit_code != 0 && kills < 4 * kKills) {
    // from before the first epoch to well into the next ones
    const double limit_s =
        kills < kKills ? 0.5 * start_s + random.uniform(0.0, start_s + whole_s / kKills) : 300.0;
    const bool started = fs::exists(root_ / "broken/checkpoints/last.state.safetensors");
    auto rest = started ? std::vector<std::string>{"train", "--resume", "broken", "--threads", "1"}
                        : train("broken");
    rest.insert(rest.end(), {"--set", "schedule.epochs=" + std::to_string(kEpochs)});
    rest.insert(rest.end(), no_collapse.begin(), no_collapse.end());
    std::vector<std::string> arguments{"--signal=KILL", std::to_string(limit_s), HANDSIGHT_PROGRAM};
    arguments.insert(arguments.end(), rest.begin(), rest.end());
    exit_code =
        handsight::testing::run_program("/usr/bin/timeout", arguments, {.folder = root_}).exit_code;
    if (exit_code == 0) break;
    ++kills;
    const auto rows = fs::exists(root_ / "broken/metrics.csv")
                          ? std::ranges::count(read_text(root_ / "broken/metrics.csv"), '\n') - 1
                          : 0;
    std::printf("kill %2d after %.2f s: %d of %d epochs kept\n", kills, limit_s,
                static_cast<int>(rows), kEpochs);
  }
  std::printf("%d kills over a run of %.1f s\n", kills, whole_s);
  EXPECT_GE(kills, kKills) << "the run was over too soon";
  EXPECT_EQ(read_text(root_ / "whole/metrics.csv"), read_text(root_ / "broken/metrics.csv"));
  EXPECT_EQ(read_text(root_ / "whole/checkpoints/last.safetensors"),
            read_text(root_ / "broken/checkpoints/last.safetensors"));
}

#ifdef HANDSIGHT_HAS_IMAGING
TEST_F(TrainCommand, SmokeRunsARecipeOnRenderedHands) {
  write_file(root_ / "own.toml",
             read_text(root_ / "drawn.toml") + "[smoke]\ninput = {height = 16}\n");
  const auto finished = program({"train", "own.toml", "--smoke", "--out", "run", "--set",
                                 "data.own.reader=\"rhd\"", "--threads", "1"});
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_TRUE(fs::exists(root_ / "run/smoke-data/own/rendered.json"));
  EXPECT_THAT(finished.out, HasSubstr("1 epochs"));
}
#endif

TEST_F(TrainCommand, KeepsTheLastCheckpointWhenTheDiskIsFull) {
  ASSERT_EQ(program(train("run")).exit_code, 0);
  const auto before = read_text(root_ / "run/checkpoints/last.state.safetensors");
  const auto full =
      program({"train", "--resume", "run", "--set", "schedule.epochs=8"}, {.max_file_bytes = 4096});
  EXPECT_EQ(full.exit_code, 1);
  EXPECT_THAT(full.err, HasSubstr("error: cannot write"));
  EXPECT_EQ(read_text(root_ / "run/checkpoints/last.state.safetensors"), before);
}

TEST_F(TrainCommand, NamesAnUnknownRecipeKeyAndTheKnownOnes) {
  auto arguments = train("run");
  arguments.insert(arguments.end(), {"--set", "schedule.epoch=3"});
  const auto finished = program(arguments);
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_THAT(finished.err, HasSubstr("unknown option 'epoch'"));
  EXPECT_THAT(finished.err, HasSubstr("epochs"));
  EXPECT_FALSE(fs::exists(root_ / "run"));
}

TEST_F(TrainCommand, SaysWhereItLookedForARecipe) {
  const auto finished = program({"train", "no-such-recipe"});
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_THAT(finished.err, HasSubstr("recipe 'no-such-recipe'"));
}

TEST_F(TrainCommand, SaysWhichSourceHasNoPath) {
  const auto finished = program({"train", "drawn.toml", "--out", "run"});
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_THAT(finished.err, HasSubstr("--data own=PATH"));
}

TEST_F(TrainCommand, DoesNotOverwriteARun) {
  ASSERT_EQ(program(train("run")).exit_code, 0);
  const auto again = program(train("run"));
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_THAT(again.err, HasSubstr("--resume"));
}

TEST_F(TrainCommand, RefusesADeviceThatIsNotThere) {
  auto arguments = train("run");
  arguments.insert(arguments.end(), {"--device", "tpu"});
  EXPECT_EQ(program(arguments).exit_code, 2);
}

TEST_F(TrainCommand, ExportsARunWithHalfTheBytes) {
  ASSERT_EQ(program(train("run")).exit_code, 0);
  const auto exported = program({"export", "run", "-o", "small.safetensors"});
  ASSERT_EQ(exported.exit_code, 0) << exported.err;
  EXPECT_LT(fs::file_size(root_ / "small.safetensors"),
            0.7 * static_cast<double>(fs::file_size(root_ / "run/checkpoints/best.safetensors")));
  const auto evaluated =
      program({"evaluate", "-m", "small.safetensors", "--data", "packed=data", "--quiet"});
  EXPECT_EQ(evaluated.exit_code, 0) << evaluated.err;
}

TEST_F(TrainCommand, EvaluateRefusesAnUnknownProtocolBeforeItReadsPictures) {
  ASSERT_EQ(program(train("run")).exit_code, 0);
  const auto finished =
      program({"evaluate", "--run", "run", "--data", "packed=data", "--protocol", "pixelwise"});
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_THAT(finished.err, HasSubstr("imagewise"));
}

}  // namespace
}  // namespace handsight
