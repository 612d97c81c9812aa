// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handsight/core/json.h"
#include "handsight/imaging/picture_file.h"
#include "handsight/imaging/transform.h"
#include "handsight/imaging/video_reader.h"
#include "handsight/imaging/video_writer.h"

#include "backdrop.h"
#include "cli/program.h"
#include "imaging/picture_samples.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;
using testing::Finished;
using ::testing::HasSubstr;
using testing::PictureFolder;

/// The command on a film of one of the pictures that come with the project, moved from frame to
/// frame.
class SegmentVideo : public ::testing::Test {
 protected:
  /// step_px  how far the hand moves from frame to frame
  void film(const fs::path& name, int frames, int step_px = 1, int width = 240) const {
    const auto fist = resize(read_picture(HANDSIGHT_SOURCE_DIR "/samples/fist.jpg"), 200, 150,
                             Interpolation::kArea);
    VideoWriter writer(folder_ / name, {.width = width, .height = 180, .quality = 15});
    for (int i = 0; i < frames; ++i) {
      Image picture(width, 180, 3, 120);
      for (int y = 0; y < fist.height; ++y) {
        std::copy_n(fist.at(0, y), 600, picture.at(std::min(i * step_px, 39), 20 + y));
      }
      writer.write(picture, i / 25.0);
    }
    writer.finish();
  }
  Finished run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "segment");
    return testing::run_program(HANDSIGHT_PROGRAM, arguments, {.folder = folder_.path()});
  }
  std::vector<Json> lines(const fs::path& name) const {
    std::ifstream file(folder_ / name);
    std::vector<Json> records;
    for (std::string line; std::getline(file, line);) records.push_back(Json::parse(line));
    return records;
  }
  Image frame_of(const fs::path& name, int number) const {
    VideoReader reader(folder_ / name);
    for (int i = 0; i < number; ++i) (void)reader.read();
    return reader.read().value().image;
  }
  int frames_of(const fs::path& name) const {
    VideoReader reader(folder_ / name);
    int frames = 0;
    while (reader.read()) ++frames;
    return frames;
  }

  PictureFolder folder_;
};

TEST_F(SegmentVideo, WritesEveryKindForEveryFrame) {
  film("a.mp4", 12);
  const auto finished = run({"a.mp4", "-o", "out", "--write", "mask,overlay,json,cutout",
                             "--background", "green", "--quiet"});
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  for (const auto* name : {"mask/a.mp4", "overlay/a.mp4", "cutout/a.webm", "background/a.mp4"}) {
    EXPECT_EQ(frames_of(fs::path("out") / name), 12) << name;
  }
  const auto records = lines("out/json/a.jsonl");
  ASSERT_EQ(records.size(), 12U);
  EXPECT_EQ(records[3]["frame"], 3);
  EXPECT_NEAR(records[3]["time"].get<double>(), 0.12, 1e-4);
  EXPECT_EQ(records[3]["width"], 240);
  EXPECT_EQ(records[11]["hands"].at(0)["track"], records[0]["hands"].at(0)["track"]);
}

/// Calls `see(x, y, is_hand)` with the pixels of a mask that are further than 8 from its edge.
template <class See>
void for_each_sure_pixel(const Image& mask, See see) {
  constexpr int kFar_px = 8;
  for (int y = kFar_px; y + kFar_px < mask.height; y += 2) {
    for (int x = kFar_px; x + kFar_px < mask.width; x += 2) {
      const auto is_hand = [&](int dx, int dy) { return *mask.at(x + dx, y + dy) > 127; };
      const bool hand = is_hand(0, 0);
      if (hand == is_hand(kFar_px, 0) && hand == is_hand(-kFar_px, 0) &&
          hand == is_hand(0, kFar_px) && hand == is_hand(0, -kFar_px)) {
        see(x, y, hand);
      }
    }
  }
}

/// Mean difference of the red, green and blue of two pictures, over hands and what is behind them.
struct Differences {
  double of_hands = 0.0;
  double behind = 0.0;
};

Differences differences(const Image& mask, const Image& a, const Image& b) {
  double sums[2] = {};
  double counts[2] = {};
  for_each_sure_pixel(mask, [&](int x, int y, bool hand) {
    for (int c = 0; c < 3; ++c) sums[hand] += std::abs(a.at(x, y)[c] - b.at(x, y)[c]) / 3.0;
    ++counts[hand];
  });
  return {.of_hands = sums[1] / counts[1], .behind = sums[0] / counts[0]};
}

TEST_F(SegmentVideo, PutsTheHandsBeforeAColourAndBeforeAPicture) {
  constexpr int kFrame = 6;
  film("a.mp4", 8);
  Image red(10, 10, 3);
  for (std::size_t i = 0; i < red.pixels.size(); i += 3) red.pixels[i] = 200;
  write_png(folder_ / "red.png", red);
  const auto film_frame = frame_of("a.mp4", kFrame);
  for (const auto& [name, colour] :
       {std::pair{"green", std::array{0, 177, 64}}, std::pair{"red.png", std::array{200, 0, 0}}}) {
    const auto finished = run({"a.mp4", "-o", name + std::string("-out"), "--write", "mask",
                               "--background", name, "--quiet"});
    ASSERT_EQ(finished.exit_code, 0) << finished.err;
    const fs::path out(name + std::string("-out"));
    const auto mask = frame_of(out / "mask/a.mp4", kFrame);
    const auto keyed = frame_of(out / "background/a.mp4", kFrame);
    Image plain(keyed.width, keyed.height, 3);
    for (std::size_t i = 0; i < plain.pixels.size(); ++i) {
      plain.pixels[i] = static_cast<std::uint8_t>(colour.at(i % 3));
    }
    EXPECT_LT(differences(mask, keyed, film_frame).of_hands, 8.0) << name;
    EXPECT_LT(differences(mask, keyed, plain).behind, 8.0) << name;
  }
}

TEST_F(SegmentVideo, BlursWhatIsBehindTheHandsAlone) {
  constexpr int kFrame = 6;
  film("a.mp4", 8);
  ASSERT_EQ(
      run({"a.mp4", "-o", "out", "--write", "mask", "--background", "blur", "--quiet"}).exit_code,
      0);
  const auto film_frame = frame_of("a.mp4", kFrame);
  const auto mask = frame_of("out/mask/a.mp4", kFrame);
  const auto blurred = frame_of("out/background/a.mp4", kFrame);
  EXPECT_LT(differences(mask, blurred, film_frame).of_hands, 8.0);
  // the border of the picture in the film is gone
  const auto step = [](const Image& picture) {
    return std::abs(picture.at(120, 16)[1] - picture.at(120, 24)[1]);
  };
  EXPECT_GT(step(film_frame), 30);
  EXPECT_LT(step(blurred), step(film_frame) / 2);
}

// A hand that were blurred with what is behind it would shine through around itself: here red on
// black.
TEST(BlurredBackdrop, HasNoHaloOfTheHand) {
  Image frame(320, 240, 3);
  Image alpha(320, 240, 1);
  for (int y = 80; y < 160; ++y) {
    for (int x = 120; x < 200; ++x) {
      frame.at(x, y)[0] = 255;
      *alpha.at(x, y) = 255;
    }
  }
  const auto behind = Backdrop("blur").behind(frame, alpha);
  EXPECT_LT(behind.at(112, 120)[0], 8);
  EXPECT_LT(behind.at(160, 72)[0], 8);
}

// The picture becomes wider in the middle.
TEST_F(SegmentVideo, GoesOnWhenTheFramesChangeTheirSize) {
  film("narrow.mp4", 10);
  film("wide.mp4", 10, 1, 320);
  if (std::system("command -v ffmpeg > /dev/null") != 0) GTEST_SKIP() << "no ffmpeg here";
  std::ofstream(folder_ / "parts.txt") << "file 'narrow.avi'\nfile 'wide.avi'\n";
  const auto ffmpeg = [&](const std::string& arguments) {
    return std::system(
        ("cd " + folder_.path().string() + " && ffmpeg -v error " + arguments).c_str());
  };
  for (const std::string name : {"narrow", "wide"}) {
    ASSERT_EQ(ffmpeg("-i " + name + ".mp4 -c:v mjpeg -q:v 3 " + name + ".avi"), 0);
  }
  ASSERT_EQ(ffmpeg("-f concat -i parts.txt -c copy both.mkv"), 0);
  const auto finished = run({"both.mkv", "-o", "out", "--write", "overlay,json", "--quiet"});
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_EQ(frames_of("out/overlay/both.mp4"), 20);
  EXPECT_EQ(frame_of("out/overlay/both.mp4", 15).width, 240);
  // the fist is 150 x 113 pixels of the wide frames, which are 240 x 135 here, below 22 rows of
  // bars
  const auto hands = lines("out/json/both.jsonl").at(15)["hands"];
  ASSERT_FALSE(hands.empty());
  const auto box = hands[0]["box"].get<std::vector<double>>();
  EXPECT_NEAR(box[0] + box[2] / 2, 79.0, 40.0);
  EXPECT_NEAR(box[1] + box[3] / 2, 94.0, 40.0);
}

TEST_F(SegmentVideo, PrintsTheSameLinesEachTime) {
  film("a.mp4", 6);
  const auto first = run({"a.mp4", "--json", "-", "--threads", "1", "--quiet"});
  ASSERT_EQ(first.exit_code, 0) << first.err;
  EXPECT_EQ(std::count(first.out.begin(), first.out.end(), '\n'), 6);
  EXPECT_EQ(run({"a.mp4", "--json", "-", "--threads", "1", "--quiet"}).out, first.out);
  EXPECT_FALSE(fs::exists(folder_ / "handsight-out"));
}

TEST_F(SegmentVideo, WritesTheFramesOfATruncatedVideoAndSaysSo) {
  film("whole.mp4", 60);
  if (std::system("command -v ffmpeg > /dev/null") != 0) GTEST_SKIP() << "no ffmpeg here";
  const auto mkv = (folder_ / "whole.mkv").string();
  ASSERT_EQ(std::system(("ffmpeg -v error -i " + (folder_ / "whole.mp4").string() +
                         " -c copy -cluster_time_limit 200 " + mkv)
                            .c_str()),
            0);
  fs::resize_file(mkv, fs::file_size(mkv) * 6 / 10);
  const auto finished = run({"whole.mkv", "-o", "out", "--write", "overlay", "--quiet"});
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_THAT(finished.err, HasSubstr("frames could be read"));
  EXPECT_GT(frames_of("out/overlay/whole.mp4"), 10);
}

TEST_F(SegmentVideo, EndsWithAPlayableFileOnCtrlC) {
  film("a.mp4", 1500);
  // the signal comes when the first frame is written, however slow the machine is
  const std::string script =
      "\"$0\" segment a.mp4 -o out --write overlay --json - --quiet > lines & program=$!\n"
      "until [ -s lines ]; do sleep 0.1; done\n"
      "kill -INT $program; wait $program";
  const auto finished = testing::run_program("/bin/sh", {"-c", script, HANDSIGHT_PROGRAM},
                                             {.folder = folder_.path()});
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_THAT(finished.err, HasSubstr("interrupted"));
  const int frames = frames_of("out/overlay/a.mp4");
  EXPECT_GT(frames, 0);
  EXPECT_LT(frames, 1500);
}

TEST_F(SegmentVideo, KeepsTheSound) {
  film("silent.mp4", 25);
  if (std::system("command -v ffmpeg > /dev/null") != 0) GTEST_SKIP() << "no ffmpeg here";
  const auto with_sound = (folder_ / "a.mp4").string();
  ASSERT_EQ(std::system(("ffmpeg -v error -i " + (folder_ / "silent.mp4").string() +
                         " -f lavfi -i sine=440:duration=1 -c:v copy -c:a aac " + with_sound)
                            .c_str()),
            0);
  ASSERT_EQ(run({"a.mp4", "-o", "out", "--write", "overlay", "--quiet"}).exit_code, 0);
  const auto probe =
      "ffprobe -v error -select_streams a -show_entries stream=codec_name,duration "
      "-of csv=p=0 " +
      (folder_ / "out/overlay/a.mp4").string() + " > " + (folder_ / "probe").string();
  ASSERT_EQ(std::system(probe.c_str()), 0);
  std::ifstream probed(folder_ / "probe");
  const std::string text{std::istreambuf_iterator<char>(probed), {}};
  EXPECT_THAT(text, HasSubstr("aac,"));
  EXPECT_NEAR(std::atof(text.substr(text.find(',') + 1).c_str()), 1.0, 0.1);
}

TEST_F(SegmentVideo, DoesNotOverwriteItsInput) {
  fs::create_directory(folder_ / "overlay");
  film("overlay/a.mp4", 2);
  const auto finished = run({"overlay/a.mp4", "-o", ".", "--write", "overlay", "--quiet"});
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_THAT(finished.err, HasSubstr("would take the place of the input"));
  EXPECT_EQ(frames_of("overlay/a.mp4"), 2);
}

TEST_F(SegmentVideo, LeavesNothingBehindWhenTheDiskTakesNoMore) {
  film("a.mp4", 30);
  const auto finished = testing::run_program(
      HANDSIGHT_PROGRAM, {"segment", "a.mp4", "-o", "out", "--write", "overlay", "--quiet"},
      {.folder = folder_.path(), .max_file_bytes = 4096});
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_THAT(finished.err, HasSubstr("cannot be written"));
  EXPECT_TRUE(fs::is_empty(folder_ / "out/overlay"));
}

TEST_F(SegmentVideo, SaysThatThereIsNoCamera) {
  const auto finished = run({"camera:63", "-o", "out", "--quiet"});
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_THAT(finished.err, HasSubstr("camera:63"));
}

TEST_F(SegmentVideo, RefusesAnUnknownBackgroundAsWrongUsage) {
  film("a.mp4", 2);
  EXPECT_EQ(run({"a.mp4", "--background", "purpleish", "-o", "out"}).exit_code, 2);
}

// Centres of 20 frames, one pixel apart, deviate by sqrt((20^2 - 1) / 12) = 5.8 pixels; the hand is
// between 100 and 200 of them long.
TEST_F(SegmentVideo, IsMeasuredByEvaluateForHowMuchItTrembles) {
  const auto measured = [&](const char* name) {
    const auto finished =
        testing::run_program(HANDSIGHT_PROGRAM,
                             {"evaluate", "-m", "hand-mask-small", "--pose", "auto", "--video",
                              name, "--json", "-", "--threads", "1", "--quiet"},
                             {.folder = folder_.path()});
    EXPECT_EQ(finished.exit_code, 0) << finished.err;
    return Json::parse(finished.out)["videos"][0];
  };
  film("still.mp4", 20, 0);
  film("moving.mp4", 20, 1);
  const auto still = measured("still.mp4"), moving = measured("moving.mp4");
  EXPECT_EQ(still["frames"], 20);
  EXPECT_EQ(still["frames_with_hands"], 20);
  EXPECT_EQ(still["tracks"], 1);
  EXPECT_EQ(still["switches"], 0);
  EXPECT_LT(still["jitter"].get<double>(), 0.005);
  EXPECT_GT(moving["jitter_of_masks"].get<double>(), 5.8 / 200 * 0.8);
  EXPECT_LT(moving["jitter_of_masks"].get<double>(), 5.8 / 100 * 1.2);
  EXPECT_LT(still["keypoint_jitter"].get<double>(), 0.01);
  EXPECT_GT(moving["keypoint_jitter_of_network"].get<double>(), 5.8 / 200 * 0.8);
  EXPECT_LT(moving["keypoint_jitter_of_network"].get<double>(), 5.8 / 100 * 1.5);
}

}  // namespace
}  // namespace handsight
