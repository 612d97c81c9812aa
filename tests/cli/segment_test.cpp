// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <torch/types.h>
#include <torch/utils.h>

#include "handsight/imaging/picture_file.h"
#include "handsight/inference/segmenter.h"
#include "handsight/networks/checkpoint.h"
#include "handsight/perception/hands.h"
#include "handsight/perception/rle.h"

#include "cli/segment_program.h"
#include "formats/scratch.h"
#include "imaging/picture_samples.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;
using test::bytes_of_file;
using ::testing::AllOf;
using testing::exif_block;
using testing::Finished;
using testing::four_colours;
using ::testing::HasSubstr;
using testing::PictureFolder;
using testing::RunOptions;
using testing::save;
using ::testing::StartsWith;
using testing::with_exif;

TEST_F(Segment, WritesMaskAndOverlayUnlessToldOtherwise) {
  write_png(folder_ / "a.png", four_colours(40, 30));
  const auto finished = segment({"a.png", "-o", "out"});
  EXPECT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_EQ(finished.out, "");
  EXPECT_EQ(written(), (Files{"mask/a.png", "overlay/a.jpg"}));
}

TEST_F(Segment, WritesWhatItIsAskedFor) {
  write_png(folder_ / "a.png", four_colours(40, 30));
  EXPECT_EQ(segment({"a.png", "-o", "out", "--write", "mask,overlay,json,cutout"}).exit_code, 0);
  EXPECT_EQ(written(), (Files{"cutout/a.png", "json/a.json", "mask/a.png", "overlay/a.jpg"}));
}

TEST_F(Segment, TakesAnInputBehindAList) {
  write_png(folder_ / "a.png", four_colours(40, 30));
  const auto finished =
      segment({"-o", "out", "--scales", "0.5,1", "--write", "mask,json", "a.png"});
  EXPECT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_EQ(written(), (Files{"json/a.json", "mask/a.png"}));
}

TEST_F(Segment, WritesTheMaskThatTheSegmenterGives) {
  write_model(folder_ / "random.safetensors", Weights::kRandom);
  model_ = "random.safetensors";
  const auto picture = four_colours(50, 40);
  write_png(folder_ / "a.png", picture);
  const Segmenter segmenter(folder_ / "random.safetensors", {.precision = "fp32"});
  const auto expected = [&](Look look) {
    auto mask = threshold_mask(segmenter.segment(picture, look).hand, 0.5);
    for (auto& value : mask.pixels) value = value == kHand ? 255 : 0;
    return mask;
  };
  ASSERT_EQ(segment({"a.png", "-o", "out", "--precision", "fp32"}).exit_code, 0);
  EXPECT_EQ(read_label(folder_ / "out/mask/a.png"), expected(Look::kCloser));
  ASSERT_EQ(segment({"a.png", "-o", "out", "--precision", "fp32", "--closer", "no"}).exit_code, 0);
  EXPECT_EQ(read_label(folder_ / "out/mask/a.png"), expected(Look::kOnce));
}

TEST_F(Segment, RefusesAnotherWordForALook) {
  write_png(folder_ / "a.png", four_colours(40, 30));
  EXPECT_EQ(segment({"a.png", "--closer", "twice"}).exit_code, 2);
}

TEST_F(Segment, TakesTheThreshold) {
  write_png(folder_ / "a.png", four_colours(40, 30));
  ASSERT_EQ(segment({"a.png", "-o", "out"}).exit_code, 0);
  EXPECT_EQ(read_label(folder_ / "out/mask/a.png"), Image(40, 30, 1, 255));
  ASSERT_EQ(segment({"a.png", "-o", "out", "--threshold", "0.9"}).exit_code, 0);
  EXPECT_EQ(read_label(folder_ / "out/mask/a.png"), Image(40, 30, 1, 0));
}

TEST_F(Segment, GivesTheMaskTheSizeOfTheTurnedPicture) {
  save(folder_ / "a.jpg", with_exif(encode_jpeg(four_colours(40, 30)), exif_block(6)));
  ASSERT_EQ(segment({"a.jpg", "-o", "out"}).exit_code, 0);
  EXPECT_EQ(read_label(folder_ / "out/mask/a.png").width, 30);
  ASSERT_EQ(segment({"a.jpg", "-o", "out", "--no-exif"}).exit_code, 0);
  EXPECT_EQ(read_label(folder_ / "out/mask/a.png").width, 40);
}

TEST_F(Segment, TakesPicturesOfAnySize) {
  const std::vector<std::pair<int, int>> sizes{
      {16, 16}, {1, 1}, {2000, 16}, {16, 2000}, {333, 217}};
  fs::create_directory(folder_ / "in");
  const auto name = [](int width, int height) {
    return std::to_string(width) + "x" + std::to_string(height) + ".png";
  };
  for (const auto& [width, height] : sizes) {
    write_png(folder_ / "in" / name(width, height), four_colours(width, height));
  }
  const auto finished = segment({"in", "-o", "out", "--write", "mask,overlay,json,cutout"});
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  for (const auto& [width, height] : sizes) {
    const std::uint8_t hand = width * height > 1 ? 255 : 0;  // a single pixel shows nothing
    EXPECT_EQ(read_label(folder_ / "out/mask" / name(width, height)), Image(width, height, 1, hand))
        << width << " x " << height;
  }
}

TEST_F(Segment, PrintsOneJsonLineAPictureAndWritesNoFiles) {
  write_png(folder_ / "a.png", four_colours(40, 30));
  write_png(folder_ / "b.png", four_colours(20, 10));
  const auto finished = segment({"a.png", "b.png", "--json", "-"});
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  ASSERT_EQ(std::count(finished.out.begin(), finished.out.end(), '\n'), 2);
  EXPECT_FALSE(fs::exists(folder_ / "handsight-out"));
  const auto line = Json::parse(finished.out.substr(0, finished.out.find('\n')));
  EXPECT_EQ(line["image"], "a.png");
  EXPECT_EQ(line["width"], 40);
  EXPECT_EQ(line["height"], 30);
  EXPECT_EQ(line["model"]["name"], "model");
  ASSERT_EQ(line["hands"].size(), 1U);
  EXPECT_NEAR(line["hands"][0]["score"].get<double>(), 0.8808, 0.01);
  EXPECT_EQ(line["hands"][0]["box"], (Json{0, 0, 40, 30}));
  const auto counts = line["hands"][0]["mask"]["counts"].get<std::string>();
  EXPECT_EQ(decode_rle(rle_from_text(counts, 40, 30)), Image(40, 30, 1, 1));
}

TEST_F(Segment, ReadsStandardInput) {
  write_png(folder_ / "a.png", four_colours(40, 30));
  const auto finished =
      segment({"-", "-o", "out", "--json", "-"}, {.standard_input = folder_ / "a.png"});
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_THAT(finished.out, HasSubstr(R"("image":"stdin")"));
  EXPECT_EQ(written(), (Files{"mask/stdin.png", "overlay/stdin.jpg"}));
}

TEST_F(Segment, SaysThatStandardInputIsEmpty) {
  const auto finished = segment({"-", "-o", "out"});
  expect_failure(finished, "stdin: the file is empty");
}

TEST_F(Segment, GoesOnPastBadFilesAndFailsAtTheEnd) {
  fs::create_directory(folder_ / "in");
  write_png(folder_ / "in/good.png", four_colours(40, 30));
  auto jpeg = encode_jpeg(four_colours(64, 64));
  jpeg.resize(jpeg.size() / 2);
  save(folder_ / "in/cut.jpg", jpeg);
  save(folder_ / "in/empty.png", std::string());
  save(folder_ / "in/text.png", std::string("hello"));
  const auto finished = segment({"in", "missing.png", "-o", "out", "--quiet"});
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_THAT(finished.err, AllOf(HasSubstr("in/cut.jpg: the JPEG data is cut short"),
                                  HasSubstr("in/empty.png: the file is empty"),
                                  HasSubstr("in/text.png: not a picture"),
                                  HasSubstr("missing.png: no such file")));
  EXPECT_EQ(std::count(finished.err.begin(), finished.err.end(), '\n'), 4) << finished.err;
  EXPECT_EQ(written(), (Files{"mask/good.png", "overlay/good.jpg"}));
}

TEST_F(Segment, SaysThatAFileIsMissingInOneLine) {
  const auto finished = segment({"missing.png", "-o", "out", "--quiet"});
  expect_failure(finished, "missing.png: no such file");
  expect_one_line(finished);
}

TEST_F(Segment, FailsForAFolderWithoutPictures) {
  fs::create_directory(folder_ / "in");
  const auto finished = segment({"in", "-o", "out"});
  expect_failure(finished, "no picture in this folder");
  expect_one_line(finished);
  EXPECT_FALSE(fs::exists(folder_ / "out"));
}

TEST_F(Segment, FailsForAPatternWithoutMatches) {
  expect_failure(segment({"*.jpg", "-o", "out"}), "matches none");
}

TEST_F(Segment, SaysThatAVideoIsMissing) {
  expect_failure(segment({"film.mp4", "-o", "out"}), "film.mp4: no such file");
}

TEST_F(Segment, RefusesAnUnknownOutputAsWrongUsage) {
  write_png(folder_ / "a.png", four_colours(40, 30));
  expect_failure(segment({"a.png", "--write", "mask,sound"}), "unknown output 'sound'", 2);
}

TEST_F(Segment, SaysWhichModelGivesNoParts) {
  write_png(folder_ / "a.png", four_colours(40, 30));
  const auto finished =
      segment({"a.png", "-o", "out", "--write", "mask,parts", "--layers", model_});
  expect_failure(finished, "tells neither parts of a hand nor depth in metres");
  expect_one_line(finished);
  EXPECT_FALSE(fs::exists(folder_ / "out"));
}

TEST_F(Segment, RefusesAModelForAnotherTask) {
  write_png(folder_ / "a.png", four_colours(40, 30));
  write_model(folder_ / "depth.safetensors", Weights::kAllHand, "hand-depth");
  model_ = "depth.safetensors";
  const auto finished = segment({"a.png", "-o", "out"});
  expect_failure(finished, "hand-depth");
  expect_one_line(finished);
  EXPECT_FALSE(fs::exists(folder_ / "out"));
}

TEST_F(Segment, SaysWhereItLookedForAModel) {
  write_png(folder_ / "a.png", four_colours(40, 30));
  model_ = "no-such-model";
  const auto finished =
      segment({"a.png", "-o", "out"}, {.environment = {{"HANDSIGHT_MODELS", "/nowhere/models"}}});
  expect_failure(finished, "/nowhere/models, ");
  EXPECT_FALSE(fs::exists(folder_ / "out"));
}

TEST_F(Segment, FindsAModelByNameWhereTheEnvironmentSays) {
  write_png(folder_ / "a.png", four_colours(40, 30));
  model_ = "model";
  const auto finished =
      segment({"a.png", "-o", "out"}, {.environment = {{"HANDSIGHT_MODELS", folder_.path()}}});
  EXPECT_EQ(finished.exit_code, 0) << finished.err;
}

TEST_F(Segment, SaysThatAModelIsNoModel) {
  write_png(folder_ / "a.png", four_colours(40, 30));
  save(folder_ / "text.safetensors", std::string("I am no model at all"));
  model_ = "text.safetensors";
  const auto finished = segment({"a.png", "-o", "out"});
  expect_failure(finished, "text.safetensors");
  expect_one_line(finished);
}

TEST_F(Segment, SaysThatTheOutputFolderIsAFile) {
  write_png(folder_ / "a.png", four_colours(40, 30));
  save(folder_ / "out", std::string("in the way"));
  const auto finished = segment({"a.png", "-o", "out"});
  expect_failure(finished, "out");
  expect_one_line(finished);
}

TEST_F(Segment, SaysThatTheOutputFolderCannotBeMade) {
  if (!fs::is_directory("/proc")) GTEST_SKIP() << "no /proc, where not even root may write";
  write_png(folder_ / "a.png", four_colours(40, 30));
  const auto finished = segment({"a.png", "-o", "/proc/out"});
  expect_failure(finished, "/proc/out");
  expect_one_line(finished);
}

TEST_F(Segment, LeavesNoFileBehindWhenTheDiskTakesNoMore) {
  Image noise(200, 200, 3);
  for (std::size_t i = 0; i < noise.pixels.size(); ++i) {
    noise.pixels[i] = static_cast<std::uint8_t>(i * 2654435761U >> 13U);
  }
  write_png(folder_ / "a.png", noise);
  const auto finished =
      segment({"a.png", "-o", "out", "--write", "overlay"}, {.max_file_bytes = 4096});
  expect_failure(finished, "overlay/a.jpg");
  expect_one_line(finished);
  EXPECT_EQ(written(), Files{});
}

TEST_F(Segment, KeepsTheOldOutputWhenTheDiskTakesNoMore) {
  Image noise(200, 200, 3);
  for (std::size_t i = 0; i < noise.pixels.size(); ++i) {
    noise.pixels[i] = static_cast<std::uint8_t>(i * 2654435761U >> 13U);
  }
  write_png(folder_ / "a.png", noise);
  fs::create_directories(folder_ / "out/overlay");
  save(folder_ / "out/overlay/a.jpg", std::string("old"));
  const auto finished =
      segment({"a.png", "-o", "out", "--write", "overlay"}, {.max_file_bytes = 4096});
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_EQ(written(), Files{"overlay/a.jpg"});
  EXPECT_EQ(fs::file_size(folder_ / "out/overlay/a.jpg"), 3U);
}

TEST_F(Segment, SaysThatStandardOutputIsFull) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  write_png(folder_ / "a.png", four_colours(40, 30));
  expect_failure(segment({"a.png", "--json", "-", "--quiet"}, {.standard_output = "/dev/full"}),
                 "standard output does not take the line");
}

TEST_F(Segment, DoesNotOverwriteAnInput) {
  fs::create_directory(folder_ / "mask");
  write_png(folder_ / "mask/a.png", four_colours(40, 30));
  expect_failure(segment({"mask/a.png", "-o", "."}), "would take the place of an input");
  EXPECT_EQ(read_picture(folder_ / "mask/a.png"), four_colours(40, 30));
}

TEST_F(Segment, TellsOutputsOfEqualNamesApart) {
  for (const auto* name : {"x", "y"}) {
    fs::create_directory(folder_ / name);
    write_png(folder_ / name / "a.png", four_colours(40, 30));
  }
  const auto finished = segment({"x/a.png", "y/a.png", "-o", "out", "--write", "mask"});
  EXPECT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_THAT(finished.err, HasSubstr("its outputs are called x_a"));
  EXPECT_EQ(written(), (Files{"mask/x_a.png", "mask/y_a.png"}));
}

TEST_F(Segment, SaysNothingWhenQuiet) {
  write_png(folder_ / "a.png", four_colours(40, 30));
  const auto finished = segment({"a.png", "-o", "out", "--quiet"});
  EXPECT_EQ(finished.err, "");
  EXPECT_EQ(finished.out, "");
}

TEST_F(Segment, TakesTheOptionsOfVideosForPicturesToo) {
  write_png(folder_ / "a.png", four_colours(40, 30));
  const auto finished = segment({"a.png", "-o", "out", "--no-smooth", "--mirror", "yes", "--scales",
                                 "0.6,0.8,1.0", "--threads", "1"});
  EXPECT_EQ(finished.exit_code, 0) << finished.err;
}

TEST_F(Segment, RefusesAScaleOfZeroAsWrongUsage) {
  write_png(folder_ / "a.png", four_colours(40, 30));
  EXPECT_EQ(segment({"a.png", "--scales", "0"}).exit_code, 2);
}

TEST_F(Segment, WantsAnInput) { EXPECT_EQ(segment({}).exit_code, 2); }

}  // namespace
}  // namespace handsight
