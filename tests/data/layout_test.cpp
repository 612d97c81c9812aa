// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/layouts/layout.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/core/progress.h"
#include "handsight/data/dataset.h"
#include "handsight/data/layouts/write_layout.h"
#include "handsight/data/sample_check.h"

#include "data/temp_folder.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// Twelve rendered pictures of both hands; clips of four frames.
std::unique_ptr<Dataset> hands() {
  return open_dataset({.name = "synthetic",
                       .root = {},
                       .split = {},
                       .options = test::options(
                           R"({"n": 12, "size": 64, "hands": "both", "clip_length": 4,
                               "subjects": 2, "empty": 0, "effects": false})")});
}

void write(const std::string& layout, const fs::path& root, int workers = 2) {
  SilentProgress progress;
  write_layout(
      *hands(),
      {.layout = layout, .root = root, .clip_length = 4, .workers = workers, .seed = Seed(1)},
      progress);
}

std::unique_ptr<Dataset> read(const std::string& reader, const fs::path& root,
                              const std::string& split, const char* options = "{}") {
  return open_dataset(
      {.name = reader, .root = root, .split = split, .options = test::options(options)});
}

/// What `action` throws as InvalidArgument.
template <class Action>
std::string refusal_of(Action&& action) {
  try {
    action();
  } catch (const InvalidArgument& error) {
    return error.what();
  }
  return "nothing was thrown";
}

double iou(const Image& a, const Image& b) {
  int both = 0;
  int any = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) {
    both += a.pixels[i] == kHand && b.pixels[i] == kHand ? 1 : 0;
    any += a.pixels[i] == kHand || b.pixels[i] == kHand ? 1 : 0;
  }
  return any == 0 ? 1.0 : static_cast<double>(both) / any;
}

/// The reader of the layout's own name, except for pairs.
struct Expectation {
  const char* layout;
  const char* reader;
  const char* options;
  std::size_t samples;  ///< over all splits
  double least_iou;     ///< of masks; JPEG and polygons lose pixels
};

class LayoutContract : public testing::TestWithParam<Expectation> {};

TEST_P(LayoutContract, IsReadBackWithTheSameMasks) {
  const auto& expected = GetParam();
  const test::TempFolder folder;
  write(expected.layout, folder.path() / "set");
  const auto original = hands();
  const auto back = read(expected.reader, folder.path() / "set", "", expected.options);
  ASSERT_EQ(back->size(), expected.samples);
  double worst = 1.0;
  for (std::size_t i = 0; i < back->size(); ++i) {
    const Sample sample = back->get(i, Seed(0));
    EXPECT_EQ(fault_of(sample), "");
    // the order may be another: the picture tells which sample it is
    double best = 0.0;
    for (std::size_t j = 0; j < original->size(); ++j) {
      best = std::max(best, iou(sample.mask, original->get(j, Seed(1).split(j)).mask));
    }
    worst = std::min(worst, best);
  }
  EXPECT_GE(worst, expected.least_iou);
}

INSTANTIATE_TEST_SUITE_P(All, LayoutContract,
                         testing::Values(Expectation{"folder", "folder", "{}", 12, 1.0},
                                         Expectation{"rhd", "rhd", R"({"validation": 0})", 12, 1.0},
                                         Expectation{"egohands", "egohands", "{}", 12, 0.7},
                                         Expectation{"eyth", "eyth", "{}", 12, 1.0},
                                         Expectation{"hof", "hof", "{}", 12, 1.0},
                                         Expectation{"gtea", "gtea", "{}", 12, 0.9},
                                         Expectation{"pascal_part", "pascal_part", "{}", 12, 1.0},
                                         Expectation{"showme", "pairs", "{}", 12, 0.9}),
                         [](const auto& entry) { return std::string(entry.param.layout); });

TEST(Layout, GivesTheSameFilesForAnyNumberOfWorkers) {
  const test::TempFolder folder;
  write("rhd", folder.path() / "one", 1);
  write("rhd", folder.path() / "three", 3);
  std::size_t compared = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder.path() / "one")) {
    if (!entry.is_regular_file()) continue;
    const auto other = folder.path() / "three" / fs::relative(entry.path(), folder.path() / "one");
    const auto text = [](const fs::path& path) {
      std::ifstream file(path, std::ios::binary);
      return std::string(std::istreambuf_iterator<char>(file), {});
    };
    EXPECT_EQ(text(entry.path()), text(other)) << other;
    ++compared;
  }
  EXPECT_EQ(compared, 12U * 3U + 2U);
}

TEST(Layout, KeepsFramesOfAClipInOneSplit) {
  const test::TempFolder folder;
  write("folder", folder.path() / "set");
  std::map<std::string, std::string> split_of_video;
  for (const auto* split : {"train", "val", "test"}) {
    const auto part = read("folder", folder.path() / "set", split);
    EXPECT_EQ(part->size(), 4U);
  }
}

TEST(RhdLayout, KeepsKeypointsPartsDepthAndCamera) {
  const test::TempFolder folder;
  write("rhd", folder.path() / "set");
  const Sample original = hands()->get(0, Seed(1).split(0));
  const Sample back =
      read("rhd", folder.path() / "set", "", R"({"validation": 0})")->get(0, Seed(0));
  const auto* wanted = hand_of_side(original, Side::kRight);
  const auto* found = hand_of_side(back, Side::kRight);
  ASSERT_NE(wanted, nullptr);
  ASSERT_NE(found, nullptr);
  for (std::size_t k = 0; k < kKeypointCount; ++k) {
    EXPECT_NEAR((*found->keypoints)[k].x, (*wanted->keypoints)[k].x, 1e-3F);
    EXPECT_NEAR((*found->joints_mm)[k].z, (*wanted->joints_mm)[k].z, 1e-2F);
  }
  EXPECT_EQ(back.parts_right, visible_parts(original, Side::kRight));
  EXPECT_NEAR(back.camera->focal_x_px, original.camera->focal_x_px, 1e-3F);
  for (std::size_t i = 0; i < back.depth.values.size(); ++i) {
    EXPECT_NEAR(back.depth.values[i], original.depth.values[i], 0.08F);  // 5 m in 65535 steps
  }
}

TEST(InterHandLayout, KeepsAmodalPartsAndProjectsJoints) {
  const test::TempFolder folder;
  write("interhand", folder.path() / "set");
  const auto train = read("interhand", folder.path() / "set", "train");
  ASSERT_EQ(train->size(), 4U);
  const Sample original = hands()->get(0, Seed(1).split(0));
  const Sample back = train->get(0, Seed(0));
  EXPECT_EQ(back.parts_extent, Extent::kAmodal);
  EXPECT_EQ(back.parts_left, original.parts_left);
  EXPECT_EQ(back.parts_right, original.parts_right);
  const auto* found = hand_of_side(back, Side::kLeft);
  const auto* wanted = hand_of_side(original, Side::kLeft);
  ASSERT_NE(found, nullptr);
  EXPECT_NEAR((*found->keypoints)[8].x, (*wanted->keypoints)[8].x, 0.05F);
  EXPECT_NEAR((*found->keypoints)[8].y, (*wanted->keypoints)[8].y, 0.05F);
  EXPECT_EQ(read("interhand", folder.path() / "set", "test")->get(0, Seed(0)).parts_extent,
            Extent::kModal);
}

TEST(EgoGestureLayout, GivesVideosWithoutTheirEmptyFrames) {
  const test::TempFolder folder;
  SilentProgress progress;
  const auto clip = open_dataset(
      {.name = "synthetic",
       .root = {},
       .split = {},
       .options = test::options(R"({"n": 30, "size": 32, "hands": "both", "clip_length": 10,
                                    "subjects": 1, "empty": 0})")});
  write_layout(*clip, {.layout = "egogesture", .root = folder.path() / "set", .clip_length = 10},
               progress);
  const auto train = read("egogesture", folder.path() / "set", "train", R"({"size": 0})");
  EXPECT_EQ(train->size(), 9U);  // the ninth of ten frames has no depth
  EXPECT_EQ(train->get(0, Seed(0)).subject, "1");
  EXPECT_EQ(read("egogesture", folder.path() / "set", "val")->size(), 9U);
}

TEST(CocoLayout, KeepsMasksSidesAndKeypoints) {
  const test::TempFolder folder;
  write("coco", folder.path() / "set");
  const Sample original = hands()->get(0, Seed(1).split(0));
  const Sample back = read("coco", folder.path() / "set", "train")->get(0, Seed(0));
  EXPECT_EQ(back.mask, original.mask);
  EXPECT_EQ(back.sides, original.sides);
  const auto* found = hand_of_side(back, Side::kLeft);
  ASSERT_NE(found, nullptr);
  ASSERT_TRUE(found->keypoints.has_value());
}

TEST(Layout, RefusesAFolderThatHoldsFiles) {
  const test::TempFolder folder;
  folder.write("mine.txt", "keep me");
  EXPECT_THAT(refusal_of([&] { write("rhd", folder.path()); }), HasSubstr("already holds files"));
}

TEST(Layout, NamesTheKnownOnesForAnUnknownOne) {
  EXPECT_THAT(refusal_of([] { (void)find_layout("voc"); }),
              HasSubstr("known layouts: folder, coco"));
}

TEST(RenderedDataset, FillsItsFolderOnceAndReadsIt) {
  const test::TempFolder folder;
  const fs::path root = folder.path() / "rhd";
  const auto open = [&root](const char* options) {
    return open_dataset({.name = "synthetic-rhd",
                         .root = root,
                         .split = "test",
                         .options = test::options(options)});
  };
  EXPECT_EQ(open(R"({"n": 10, "size": 32})")->size(), 1U);
  const auto written = fs::last_write_time(root / "rendered.json");
  EXPECT_EQ(open(R"({"n": 10, "size": 32})")->size(), 1U);
  EXPECT_EQ(fs::last_write_time(root / "rendered.json"), written);
  EXPECT_THAT(refusal_of([&] { (void)open(R"({"n": 11, "size": 32})"); }),
              HasSubstr("holds something else"));
}

}  // namespace
}  // namespace handsight
