// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/data/dataset.h"
#include "handsight/imaging/picture_file.h"

#include "data/composite_folder.h"
#include "data/mat_writer.h"
#include "data/temp_folder.h"

namespace handsight {
namespace {

using test::count;
using test::kOneHand;
using test::kSide;
using test::message_of;
using test::pattern;
using test::save_png;
using ::testing::AllOf;
using ::testing::HasSubstr;

class CompositeSources : public test::CompositeFolder {};

/// One frame with a hand above a forearm, which its mask calls "no matter".
void write_frame(const test::TempFolder& folder) {
  Image picture(kSide, kSide, 3, 40);
  Image mask(kSide, kSide, 1);
  for (int y = 6; y < kSide; ++y) {
    for (int x = 24; x < 40; ++x) {
      std::fill_n(picture.at(x, y), 3, std::uint8_t{180});
      *mask.at(x, y) = y < 36 ? kHand : kIgnore;
    }
  }
  save_png(folder.file("frames/images/f0.png"), picture);
  save_png(folder.file("frames/masks/f0.png"), mask);
  folder.write("frames/train.txt", "f0\n");
}

Json of_frames() {
  Json options = Json::parse(kOneHand);
  options["cutouts"] = {"frames"};
  return options;
}

/// The most pixels with the label in 40 pictures: where nothing is beyond the picture's edge.
double most(const Dataset& dataset, std::uint8_t label) {
  std::size_t pixels = 0;
  for (std::size_t i = 0; i < 40; ++i) {
    pixels = std::max(pixels, count(dataset.get(i, Seed(1)).mask, label));
  }
  return static_cast<double>(pixels);
}

TEST_F(CompositeSources, CutsHandsOutOfWholeFrames) {
  write_frame(folder_);
  const auto dataset = open(of_frames().dump());
  // 16 x 30 of hand, 16 x 28 of forearm, which nothing tells from the wrist
  EXPECT_NEAR(most(*dataset, kIgnore) / most(*dataset, kHand), 28.0 / 30.0, 0.1);
}

TEST_F(CompositeSources, TakesTheForearmOfAFrameForBackgroundWhereKeypointsTellTheWrist) {
  write_frame(folder_);
  Json points = Json::array();
  for (int i = 0; i < 21; ++i) points.push_back({32, i == 0 ? 34 : 18});
  folder_.write("pseudo_keypoints/frames.json",
                Json{{"files", {{"f0", {{"keypoints", points}}}}}}.dump());
  const auto dataset = open(of_frames().dump());
  // 0.4 palms of 16 pixels behind the hand's end
  EXPECT_NEAR(most(*dataset, kIgnore) / most(*dataset, kHand), 6.4 / 30.0, 0.05);
}

TEST_F(CompositeSources, NamesAFrameWithoutMask) {
  write_frame(folder_);
  std::filesystem::remove(folder_.path() / "frames/masks/f0.png");
  EXPECT_THAT(message_of([&] { (void)open(of_frames().dump()); }), HasSubstr("f0.png"));
}

/// PASCAL-Part with one picture, the left half of which is a hand.
void write_people(const test::TempFolder& folder) {
  using namespace test::mat;
  save_png(folder.file("people/JPEGImages/p.jpg"), pattern(40, 40, 3, 1));
  std::string half(40 * 40, '\0');
  std::fill_n(half.begin(), 20 * 40, '\1');
  const auto parts = structs({{{"part_name", text("lhand")}, {"mask", bytes(40, 40, half)}}});
  const auto objects = structs({{{"class_ind", doubles(1, 1, {15})}, {"parts", parts}}});
  folder.write("people/Annotations_Part/p.mat", file(structs({{{"objects", objects}}}, "anno")));
}

TEST_F(CompositeSources, LabelsTheHandsOfPeopleInTheBackground) {
  write_people(folder_);
  const auto dataset = open(
      R"({"people": 1, "persons": "people", "hands_min": 0, "hands_max": 0, "distractors": 0})");
  double share = 0.0;
  for (std::size_t i = 0; i < 40; ++i) {
    const Sample sample = dataset->get(i, Seed(1));
    share += static_cast<double>(count(sample.mask, kHand)) / (64.0 * 64.0) / 40.0;
    EXPECT_EQ(count(sample.sides, kIgnore), count(sample.mask, kHand));
  }
  EXPECT_NEAR(share, 0.5, 0.15);
}

TEST_F(CompositeSources, SaysWhenPeopleAreAskedForAndNotGiven) {
  EXPECT_THAT(message_of<InvalidArgument>([&] { (void)open(R"({"people": 0.1})"); }),
              HasSubstr("persons"));
}

TEST_F(CompositeSources, TakesOnlyCutOutsOfTheSplit) {
  folder_.write("cut/masks/hand3.png", "damaged");
  const auto dataset = open(kOneHand, "train");
  EXPECT_NO_THROW({
    for (std::size_t i = 0; i < 40; ++i) (void)dataset->get(i, Seed(1));
  });
  EXPECT_THAT(message_of([&] { (void)open(kOneHand, "val")->get(0, Seed(1)); }),
              HasSubstr("hand3.png"));
}

TEST_F(CompositeSources, SaysWhenASplitHasNoCutOut) {
  EXPECT_THAT(message_of([&] { (void)open("{}", "test"); }),
              AllOf(HasSubstr("cut.csv"), HasSubstr("'test'")));
}

TEST_F(CompositeSources, WorksWithoutPhotographs) {
  EXPECT_NO_THROW((void)open(R"({"backgrounds": "none"})")->get(0, Seed(1)));
}

TEST_F(CompositeSources, NamesAMissingTable) {
  EXPECT_THAT(message_of([&] { (void)open(R"({"cutouts": ["photos"]})"); }),
              HasSubstr("photos.csv"));
}

TEST_F(CompositeSources, NamesAMaskWithoutHand) {
  for (int i = 0; i < 3; ++i) {
    save_png(folder_.file(std::string("cut/masks/hand").append(std::to_string(i)) + ".png"),
             Image(kSide, kSide, 1));
  }
  EXPECT_THAT(message_of([&] { (void)open(kOneHand)->get(0, Seed(1)); }),
              HasSubstr("holds no hand"));
}

TEST_F(CompositeSources, TellsTheSidesOfHandsAndOfTheirMirrorImages) {
  for (const bool mirrored : {false, true}) {
    Json one_hand = Json::parse(kOneHand);
    one_hand["mirror"] = mirrored ? 1 : 0;
    const auto dataset = open(one_hand.dump());
    const Sample sample = dataset->get(0, Seed(1));
    ASSERT_EQ(sample.hands.size(), 1U);
    EXPECT_EQ(sample.hands[0].side, mirrored ? Side::kLeft : Side::kRight);
    const auto value = mirrored ? kLeftSide : kRightSide;
    EXPECT_EQ(count(sample.sides, value), count(sample.mask, kHand));
  }
}

TEST_F(CompositeSources, IgnoresSidesThatTheTableDoesNotTell) {
  folder_.write("cut/cut.csv", "file,mask,split\nimages/hand0.png,masks/hand0.png,train\n");
  const Sample sample = open(kOneHand)->get(0, Seed(1));
  EXPECT_EQ(count(sample.sides, kIgnore), count(sample.mask, kHand));
  EXPECT_FALSE(sample.hands.at(0).side.has_value());
}

TEST_F(CompositeSources, MovesKeypointsWithTheHand) {
  add_keypoints();
  for (const int mirror : {0, 1}) {
    Json one_hand = Json::parse(kOneHand);
    one_hand["mirror"] = mirror;
    const Sample sample = open(one_hand.dump())->get(0, Seed(1));
    // the wrist's lies in the palm, the others 28 of 54 pixels above it, in a hand of 32
    const auto& points = sample.hands.at(0).keypoints.value();
    for (const auto& point : {points[0], points[9]}) {
      EXPECT_EQ(point.visibility, Visibility::kVisible);
    }
    EXPECT_NEAR(std::hypot(points[0].x - points[9].x, points[0].y - points[9].y),
                28.0 * 32.0 / 54.0, 2.5);
    EXPECT_EQ(*sample.mask.at(std::lround(points[0].x), std::lround(points[0].y)), kHand);
  }
}

TEST_F(CompositeSources, HidesKeypointsBehindAnotherHand) {
  add_keypoints();
  const auto dataset =
      open(R"({"hands_min": 6, "hands_max": 6, "empty": 0, "distractors": 0, "scale_min": 0.9})");
  const auto is_hidden = [](const Keypoint& point) {
    return point.visibility == Visibility::kOccluded;
  };
  const Sample sample = dataset->get(0, Seed(1));
  ASSERT_EQ(sample.hands.size(), 6U);
  EXPECT_TRUE(std::ranges::any_of(*sample.hands.front().keypoints, is_hidden));
  EXPECT_FALSE(std::ranges::any_of(*sample.hands.back().keypoints, is_hidden));
}

TEST_F(CompositeSources, NamesAMaskThatDoesNotFit) {
  for (int i = 0; i < 3; ++i) {
    save_png(folder_.file(std::string("cut/masks/hand").append(std::to_string(i)) + ".png"),
             Image(kSide, 10, 1, 1));
  }
  EXPECT_THAT(message_of([&] { (void)open(kOneHand)->get(0, Seed(1)); }), HasSubstr("64 x 10"));
}

TEST_F(CompositeSources, RefusesKeypointsThatAreNone) {
  folder_.write("pseudo_keypoints/cut.json", "[1, 2");
  EXPECT_THAT(message_of([&] { (void)open(); }), HasSubstr("cut.json"));
}

TEST_F(CompositeSources, DoesWithoutKeypointsThatMakeNoSense) {
  folder_.write("pseudo_keypoints/cut.json",
                R"({"files": {"hand0": {"keypoints": [[1, 2]]}, "hand1": 7, "hand2": {}}})");
  EXPECT_NO_THROW((void)open(R"({"arm": 1})")->get(0, Seed(1)));
}

TEST_F(CompositeSources, SaysWhichRangeIsTheWrongWayRound) {
  EXPECT_THAT(message_of<InvalidArgument>([&] { (void)open(R"({"hands_min": 3})"); }),
              HasSubstr("hands_min <= hands_max"));
}

TEST(CompositeOfRealCutouts, ShowsHandsOfPlausibleSize) {
  const auto root = std::filesystem::path(HANDSIGHT_SOURCE_DIR) / "../shared/data/real";
  if (!std::filesystem::is_directory(root)) GTEST_SKIP() << "needs the cut-outs in " << root;
  const auto dataset = open_dataset({.name = "composite", .root = root, .split = "val"});
  double share = 0.0;
  for (std::size_t i = 0; i < 20; ++i) {
    share += static_cast<double>(count(dataset->get(i, Seed(1)).mask, kHand)) / (256.0 * 256.0);
  }
  EXPECT_GT(share / 20, 0.02);
  EXPECT_LT(share / 20, 0.5);
}

}  // namespace
}  // namespace handsight
