// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <fstream>
#include <functional>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/imaging/video_reader.h"
#include "handsight/imaging/video_writer.h"

#include "imaging/picture_samples.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using testing::PictureFolder;

// Each frame has its own grey, so that it can be told from its neighbours.
std::uint8_t grey_of(int frame) { return static_cast<std::uint8_t>(30 + 8 * frame); }

void write_video(const fs::path& path, const std::vector<double>& times_s, int width = 64,
                 int height = 48) {
  VideoWriter writer(path, {.width = width, .height = height, .quality = 10});
  for (std::size_t i = 0; i < times_s.size(); ++i) {
    writer.write(Image(width, height, 3, grey_of(static_cast<int>(i))), times_s[i]);
  }
  writer.finish();
}

std::vector<double> even_times(int frames, double frames_per_second) {
  std::vector<double> times;
  for (int i = 0; i < frames; ++i) times.push_back(i / frames_per_second);
  return times;
}

std::vector<VideoFrame> frames_of(const fs::path& path) {
  VideoReader reader(path);
  std::vector<VideoFrame> frames;
  while (auto frame = reader.read()) frames.push_back(std::move(*frame));
  return frames;
}

std::string message_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const FileError& error) {
    return error.what();
  }
  return "no error";
}

TEST(Video, KeepsEveryFrameInItsOrder) {
  const PictureFolder folder;
  write_video(folder / "a.mp4", even_times(20, 30));
  const auto frames = frames_of(folder / "a.mp4");
  ASSERT_EQ(frames.size(), 20U);
  for (int i = 0; i < 20; ++i) {
    EXPECT_NEAR(*frames[static_cast<std::size_t>(i)].image.at(32, 24), grey_of(i), 3) << i;
    EXPECT_EQ(frames[static_cast<std::size_t>(i)].number, i);
  }
}

TEST(Video, KeepsUnevenTimes) {
  const PictureFolder folder;
  const std::vector<double> times{0.0, 0.04, 0.05, 0.5, 0.501, 1.25};
  write_video(folder / "a.mp4", times);
  const auto frames = frames_of(folder / "a.mp4");
  ASSERT_EQ(frames.size(), times.size());
  for (std::size_t i = 0; i < times.size(); ++i) EXPECT_NEAR(frames[i].time_s, times[i], 2e-5);
}

TEST(Video, ShowsTheLastPictureOfASlideshowAsLongAsTheOthers) {
  const PictureFolder folder;
  write_video(folder / "a.mp4", even_times(4, 0.2));
  EXPECT_EQ(frames_of(folder / "a.mp4").size(),
            4U);  // cut short, were its end the last frame's start
}

TEST(Video, KeepsColours) {
  const PictureFolder folder;
  Image image(64, 48, 3);
  for (std::size_t i = 0; i < image.pixel_count(); ++i) {
    image.pixels[3 * i] = 200;
    image.pixels[3 * i + 1] = 80;
    image.pixels[3 * i + 2] = 40;
  }
  VideoWriter writer(folder / "a.mp4", {.width = 64, .height = 48, .quality = 10});
  writer.write(image, 0.0);
  writer.finish();
  const auto frames = frames_of(folder / "a.mp4");
  ASSERT_EQ(frames.size(), 1U);
  EXPECT_NEAR(frames[0].image.at(30, 20)[0], 200, 5);
  EXPECT_NEAR(frames[0].image.at(30, 20)[1], 80, 5);
  EXPECT_NEAR(frames[0].image.at(30, 20)[2], 40, 5);
}

TEST(Video, AddsARowAndAColumnToOddSizes) {
  const PictureFolder folder;
  write_video(folder / "a.mp4", {0.0}, 63, 47);
  const VideoReader reader(folder / "a.mp4");
  EXPECT_EQ(reader.info().width, 64);
  EXPECT_EQ(reader.info().height, 48);
}

TEST(Video, KnowsItsLengthAndRate) {
  const PictureFolder folder;
  write_video(folder / "a.mp4", even_times(50, 25));
  const VideoReader reader(folder / "a.mp4");
  EXPECT_EQ(reader.info().frames, 50);
  EXPECT_NEAR(reader.info().frames_per_second, 25.0, 0.5);
  EXPECT_NEAR(reader.info().duration_s, 2.0, 0.05);
}

TEST(Video, AppearsOnlyWhenItIsFinished) {
  const PictureFolder folder;
  {
    VideoWriter writer(folder / "a.mp4", {.width = 64, .height = 48});
    writer.write(Image(64, 48, 3), 0.0);
    EXPECT_FALSE(fs::exists(folder / "a.mp4"));
  }
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

TEST(Video, SaysThatAFileIsMissing) {
  EXPECT_THAT(message_of([] { VideoReader("/nowhere/a.mp4"); }), HasSubstr("no such file"));
}

TEST(Video, SaysThatAFileIsNoVideo) {
  const PictureFolder folder;
  std::ofstream(folder / "a.mp4") << "hello, I am a text";
  EXPECT_THAT(message_of([&] { VideoReader(folder / "a.mp4"); }), HasSubstr("not a video"));
}

TEST(Video, DoesNotFollowPlaylists) {
  const PictureFolder folder;
  write_video(folder / "a.mp4", {0.0});
  std::ofstream(folder / "b.mp4") << "ffconcat version 1.0\nfile a.mp4\n";
  std::ofstream(folder / "c.mp4") << "#EXTM3U\n#EXTINF:1,\na.mp4\n";
  EXPECT_THAT(message_of([&] { VideoReader(folder / "b.mp4"); }), HasSubstr("not a video"));
  EXPECT_THAT(message_of([&] { VideoReader(folder / "c.mp4"); }), HasSubstr("not a video"));
}

// Copies the first part of a file whose index comes first, as streams have it.
void cut_file(const fs::path& from, const fs::path& to, double share) {
  std::ifstream file(from, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  bytes.resize(static_cast<std::size_t>(share * static_cast<double>(bytes.size())));
  std::ofstream(to, std::ios::binary) << bytes;
}

TEST(Video, GivesTheFramesOfATruncatedFileAndThenSaysSo) {
  const PictureFolder folder;
  // WebM can be read from the front; MP4 keeps its index at the end
  VideoWriter writer(folder / "a.webm", {.width = 64, .height = 48, .kind = VideoKind::kWebmAlpha});
  for (int i = 0; i < 90; ++i) {
    Image image(64, 48, 4, 255);
    for (std::size_t p = 0; p < image.pixels.size(); ++p) {
      image.pixels[p] = static_cast<std::uint8_t>((p * 2654435761U + 97U * i) >> 7U);
    }
    writer.write(image, i / 30.0);
  }
  writer.finish();
  cut_file(folder / "a.webm", folder / "b.webm", 0.5);
  VideoReader reader(folder / "b.webm");
  int frames = 0;
  const auto message = message_of([&] {
    while (reader.read()) ++frames;
  });
  EXPECT_GT(frames, 20);
  EXPECT_LT(frames, 80);
  EXPECT_THAT(message, HasSubstr("frames could be read"));
  EXPECT_EQ(reader.read(), std::nullopt);
}

TEST(Video, SaysThatATruncatedMp4CannotBeRead) {
  const PictureFolder folder;
  write_video(folder / "a.mp4", even_times(30, 30));
  cut_file(folder / "a.mp4", folder / "b.mp4", 0.5);
  EXPECT_THAT(message_of([&] { (void)frames_of(folder / "b.mp4"); }), HasSubstr("b.mp4"));
}

TEST(Video, SurvivesDamagedBytes) {
  const PictureFolder folder;
  write_video(folder / "a.mp4", even_times(30, 30));
  std::ifstream file(folder / "a.mp4", std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(file), {}};
  for (std::size_t seed = 0; seed < 40; ++seed) {
    std::string bytes = whole;
    for (std::size_t k = 0; k < 12; ++k) {
      bytes[(seed * 7919 + k * 104729 + seed * k * 31) % bytes.size()] =
          static_cast<char>(seed * k);
    }
    std::ofstream(folder / "b.mp4", std::ios::binary) << bytes;
    try {
      (void)frames_of(folder / "b.mp4");
    } catch (const FileError&) {
      // a message is all that is asked for
    }
  }
}

TEST(Video, RefusesAPictureOfAnotherSize) {
  const PictureFolder folder;
  VideoWriter writer(folder / "a.mp4", {.width = 64, .height = 48});
  EXPECT_THROW(writer.write(Image(32, 48, 3), 0.0), InvalidArgument);
}

TEST(Video, SaysThatTheFolderIsMissing) {
  EXPECT_THAT(message_of([] { VideoWriter("/nowhere/a.mp4", {.width = 64, .height = 48}); }),
              HasSubstr("/nowhere/a.mp4"));
}

TEST(Video, SaysThatThereIsNoCamera) {
  EXPECT_THAT(message_of([] { VideoReader(63, {}); }), HasSubstr("camera:63"));
}

}  // namespace
}  // namespace handsight
