// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handsight/core/json.h"
#include "handsight/data/synthetic/render.h"
#include "handsight/imaging/video_writer.h"

#include "cli/program.h"
#include "imaging/picture_samples.h"

namespace handsight {
namespace {

constexpr int kFrames = 12;
constexpr Seed kClip(10);

/// The program on a clip of two rendered hands that move, with the mask model that comes with it.
class GoldenClip : public ::testing::Test {
 protected:
  GoldenClip() {
    const synthetic::RenderOptions options{.width = 320,
                                           .height = 240,
                                           .empty = 0.0,
                                           .subjects = 4,
                                           .clip_length = kFrames,
                                           .layout = {.hands = "both", .least_size = 0.4}};
    const synthetic::Renderer renderer(options, Seed(1));
    VideoWriter writer(folder_ / "clip.mp4", {.width = 320, .height = 240, .quality = 15});
    for (int i = 0; i < kFrames; ++i) {
      writer.write(renderer.render(kClip, i).image, i / options.frames_per_second);
    }
    writer.finish();
  }

  [[nodiscard]] std::string lines(const std::string& threads) const {
    const auto finished = testing::run_program(
        HANDSIGHT_PROGRAM,
        {"segment", "clip.mp4", "-m", HANDSIGHT_SOURCE_DIR "/models/hand-mask-small.onnx", "--pose",
         "none", "--precision", "fp32", "--json", "-", "--threads", threads, "--quiet"},
        {.folder = folder_.path()});
    EXPECT_EQ(finished.exit_code, 0) << finished.err;
    return finished.out;
  }

  testing::PictureFolder folder_;
};

/// Of each line only what is compared.
void write_golden(const std::string& path, const std::string& lines) {
  std::ofstream file(path);
  std::istringstream found(lines);
  for (std::string line; std::getline(found, line);) {
    const auto record = Json::parse(line);
    Json kept{{"frame", record["frame"]}, {"time", record["time"]}, {"hands", Json::array()}};
    for (const auto& hand : record["hands"]) {
      kept["hands"].push_back({{"track", hand["track"]}, {"box", hand["box"]}});
    }
    file << kept.dump() << "\n";
  }
}

TEST_F(GoldenClip, GivesTheSameLinesEachTimeAndWithAnyNumberOfThreads) {
  const auto first = lines("1");
  EXPECT_EQ(lines("1"), first);
  EXPECT_EQ(lines("2"), first);
}

// Another encoder or processor moves edges a little; hands, numbers and frames stay. Another model
// moves more: HANDSIGHT_WRITE_GOLDEN=1 writes the file anew, to be looked at before it is
// committed.
TEST_F(GoldenClip, GivesWhatItGaveBefore) {
  constexpr double kTolerance_px = 6.0;
  const std::string path = HANDSIGHT_SOURCE_DIR "/tests/cli/golden_clip.jsonl";
  if (std::getenv("HANDSIGHT_WRITE_GOLDEN") != nullptr) {
    write_golden(path, lines("1"));
    GTEST_SKIP() << "wrote " << path;
  }
  std::ifstream file(path);
  std::istringstream found(lines("1"));
  std::string golden_line;
  std::string found_line;
  int frames = 0;
  for (; std::getline(file, golden_line); ++frames) {
    ASSERT_TRUE(std::getline(found, found_line)) << frames;
    const auto golden = Json::parse(golden_line);
    const auto record = Json::parse(found_line);
    EXPECT_EQ(record["frame"], golden["frame"]);
    EXPECT_NEAR(record["time"].get<double>(), golden["time"].get<double>(), 1e-3);
    ASSERT_EQ(record["hands"].size(), golden["hands"].size()) << frames;
    for (std::size_t i = 0; i < golden["hands"].size(); ++i) {
      const auto& expected = golden["hands"][i];
      const auto& hand = record["hands"][i];
      EXPECT_EQ(hand["track"], expected["track"]) << frames;
      for (std::size_t side = 0; side < 4; ++side) {
        EXPECT_NEAR(hand["box"][side].get<double>(), expected["box"][side].get<double>(),
                    kTolerance_px)
            << "frame " << frames << " hand " << i;
      }
    }
  }
  EXPECT_EQ(frames, kFrames);
  EXPECT_FALSE(std::getline(found, found_line));
}

TEST_F(GoldenClip, RunsTheEightBitModelsWhereTheyAreAskedFor) {
  const auto finished = testing::run_program(
      HANDSIGHT_PROGRAM,
      {"segment", "clip.mp4", "--precision", "int8", "--json", "-", "--threads", "1", "--quiet"},
      {.folder = folder_.path(),
       .environment = {{"HANDSIGHT_MODELS", HANDSIGHT_SOURCE_DIR "/models"}}});
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  const auto record = Json::parse(finished.out.substr(0, finished.out.find('\n')));
  EXPECT_EQ(record["model"]["name"], "hand-mask-small-int8");
  EXPECT_EQ(record["model"]["pose"], "hand-pose-int8");
  EXPECT_EQ(record["hands"].size(), 2U);
}

}  // namespace
}  // namespace handsight
