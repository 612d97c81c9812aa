// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/data/dataset.h"
#include "handsight/imaging/picture_file.h"

#include "data/mat_writer.h"
#include "data/temp_folder.h"

namespace handsight {
namespace {

using test::message_of;
using test::pattern;
using test::save_png;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr int kSide = 64;

/// A made-up palm of `colour` with four fingers, on black.
void draw_palm(Image& picture, Image& mask, std::uint8_t colour) {
  for (int y = 0; y < kSide; ++y) {
    for (int x = 16; x < 48; ++x) {
      const bool palm = y >= 32 && y < 60;
      const bool finger = y >= 6 && y < 32 && (x - 16) % 8 < 6;
      if (!palm && !finger) continue;
      std::fill_n(picture.at(x, y), 3, colour);
      *mask.at(x, y) = 1;
    }
  }
}

/// A folder like the real one with a few generated cut-outs and photographs.
class Composite : public ::testing::Test {
 protected:
  Composite() {
    std::string table = "file,mask,hand,split\n";
    for (int i = 0; i < 4; ++i) {
      const std::string stem = std::string("hand").append(std::to_string(i));
      Image picture(kSide, kSide, 3);
      Image mask(kSide, kSide, 1);
      draw_palm(picture, mask, static_cast<std::uint8_t>(120 + 30 * i));
      save_png(folder_.file("cut/images/" + stem + ".png"), picture);
      save_png(folder_.file("cut/masks/" + stem + ".png"), mask);
      table += "images/" + stem + ".png,masks/" + stem + ".png,right," +
               (i == 3 ? "val" : "train") + "\n";
    }
    folder_.write("cut/cut.csv", table);
    for (int i = 0; i < 30; ++i) {
      save_png(folder_.file(std::string("photos/p").append(std::to_string(i)) + ".png"),
               pattern(40, 30, 3, i + 1));
    }
  }

  [[nodiscard]] Json options(const std::string& more = "{}") const {
    Json all{{"cutouts", {"cut"}}, {"backgrounds", "photos"}, {"size", 64}, {"count", 40}};
    all.update(Json::parse(more));
    return all;
  }
  [[nodiscard]] std::unique_ptr<Dataset> open(const std::string& more = "{}",
                                              const std::string& split = "train") const {
    return open_dataset({.name = "composite",
                         .root = folder_.path(),
                         .split = split,
                         .options = std::make_shared<const Json>(options(more))});
  }
  /// Keypoints of the palms: the wrist below, the knuckles above.
  void add_keypoints() const {
    Json points = Json::array();
    for (int i = 0; i < 21; ++i) points.push_back({32, i == 0 ? 56 : 28});
    Json files = Json::object();
    for (int i = 0; i < 4; ++i) {
      files[std::string("hand").append(std::to_string(i))] = {{"keypoints", points}};
    }
    folder_.write("pseudo_keypoints/cut.json", Json{{"files", files}}.dump());
  }

  test::TempFolder folder_;
};

// one large upright hand in the middle of nothing else
constexpr const char* kOneHand =
    R"({"hands_min": 1, "hands_max": 1, "empty": 0, "distractors": 0, "at_edge": 0, "shadow": 0,
        "scale_min": 0.5, "scale_max": 0.5, "rotation_deg": 0, "arm": 0})";

std::size_t count(const Image& mask, std::uint8_t value) {
  return static_cast<std::size_t>(std::ranges::count(mask.pixels, value));
}

TEST_F(Composite, GivesTheSameSampleForTheSameIndexAndSeed) {
  const auto dataset = open();
  const Sample first = dataset->get(3, Seed(9));
  const Sample second = open()->get(3, Seed(9));
  EXPECT_EQ(first.image, second.image);
  EXPECT_EQ(first.mask, second.mask);
}

TEST_F(Composite, GivesTheSameSamplesToManyThreads) {
  const auto alone = open();
  const auto shared = open(R"({"cache_mb": 1})");
  std::vector<Sample> found(16);
  {
    std::vector<std::jthread> threads;
    for (std::size_t worker = 0; worker < 4; ++worker) {
      threads.emplace_back([&, worker] {
        for (std::size_t i = worker; i < found.size(); i += 4) found[i] = shared->get(i, Seed(2));
      });
    }
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].image, alone->get(i, Seed(2)).image) << i;
  }
}

TEST_F(Composite, DoesNotDependOnTheCache) {
  EXPECT_EQ(open(R"({"cache_mb": 0})")->get(5, Seed(1)).image, open()->get(5, Seed(1)).image);
}

TEST_F(Composite, VariesWithIndexAndSeed) {
  const auto dataset = open();
  const Image image = dataset->get(0, Seed(1)).image;
  EXPECT_NE(image, dataset->get(1, Seed(1)).image);
  EXPECT_NE(image, dataset->get(0, Seed(2)).image);
}

TEST_F(Composite, HasSquarePicturesWithMasks) {
  const auto dataset = open(R"({"size": 48})");
  EXPECT_EQ(dataset->size(), 40U);
  const Sample sample = dataset->get(0, Seed(1));
  EXPECT_EQ(sample.image.width, 48);
  EXPECT_EQ(sample.image.height, 48);
  EXPECT_EQ(sample.image.channels, 3);
  EXPECT_EQ(sample.mask.pixels.size(), 48U * 48U);
}

TEST_F(Composite, LabelsOnlyBackgroundHandAndIgnore) {
  add_keypoints();
  const auto dataset = open(R"({"arm": 1, "hands_max": 3})");
  std::set<int> values;
  for (std::size_t i = 0; i < 30; ++i) {
    for (const auto value : dataset->get(i, Seed(4)).mask.pixels) values.insert(value);
  }
  EXPECT_EQ(values, (std::set<int>{kBackground, kHand, kIgnore}));
}

TEST_F(Composite, CanLeaveEveryPictureWithoutHand) {
  const auto dataset = open(R"({"hands_min": 0, "hands_max": 0})");
  for (std::size_t i = 0; i < 10; ++i) {
    EXPECT_EQ(count(dataset->get(i, Seed(1)).mask, kBackground), 64U * 64U);
  }
}

TEST_F(Composite, ShowsNoHandInAnUnlitPicture) {
  const auto dataset = open(R"({"unlit": 1, "hands_min": 1, "empty": 0})");
  for (std::size_t i = 0; i < 10; ++i) {
    const Sample sample = dataset->get(i, Seed(1));
    EXPECT_LE(*std::ranges::max_element(sample.image.pixels), 15);
    EXPECT_EQ(count(sample.mask, kBackground), 64U * 64U);
    EXPECT_TRUE(sample.hands.empty());
  }
}

TEST_F(Composite, LabelsDistractorsAsBackground) {
  add_keypoints();
  const auto dataset = open(R"({"hands_min": 0, "hands_max": 0, "distractors": 1})");
  for (std::size_t i = 0; i < 20; ++i) {
    EXPECT_EQ(count(dataset->get(i, Seed(1)).mask, kBackground), 64U * 64U);
  }
}

TEST_F(Composite, LabelsAboutThePixelsThatAHandOfTheSizeHas) {
  const auto dataset = open(kOneHand);
  // without its outermost pixels the palm covers 30 x 27 and 4 x 4 x 25 of an extent of 54, which
  // comes to half of 64
  const double expected = (30 * 27 + 4 * 4 * 25) * (32.0 / 54.0) * (32.0 / 54.0);
  for (std::size_t i = 0; i < 10; ++i) {
    const auto hand = static_cast<double>(count(dataset->get(i, Seed(1)).mask, kHand));
    EXPECT_NEAR(hand, expected, 0.25 * expected);
  }
}

TEST_F(Composite, PutsSkinWhereTheLabelIs) {
  const auto dataset = open(kOneHand);
  const Sample sample = dataset->get(0, Seed(3));
  for (int y = 1; y < sample.mask.height - 1; ++y) {
    for (int x = 1; x < sample.mask.width - 1; ++x) {
      if (*sample.mask.at(x, y) != kHand) continue;
      const auto* pixel = sample.image.at(x, y);  // the palms are grey, the light nearly so
      EXPECT_LT(std::abs(pixel[0] - pixel[1]), 120);
    }
  }
  EXPECT_GT(count(sample.mask, kHand), 0U);
}

TEST_F(Composite, IgnoresTheForearmOfAForeground) {
  std::string table = "file,mask,foreground,split\n";
  for (int i = 0; i < 4; ++i) {
    const std::string stem = std::string("hand").append(std::to_string(i)) + ".png";
    Image foreground = read_label(folder_.path() / "cut/masks" / stem);
    for (int y = 50; y < 60; ++y) {
      for (int x = 20; x < 44; ++x) *foreground.at(x, y) = 1;
    }
    Image hand = foreground;
    for (int y = 50; y < kSide; ++y) std::fill_n(hand.at(0, y), kSide, std::uint8_t{0});
    save_png(folder_.file("cut/foreground/" + stem), foreground);
    save_png(folder_.file("cut/masks/" + stem), hand);
    table += "images/" + stem + ",masks/" + stem + ",foreground/" + stem + ",train\n";
  }
  folder_.write("cut/cut.csv", table);
  const Sample sample = open(kOneHand)->get(0, Seed(1));
  EXPECT_GT(count(sample.mask, kIgnore), 50U);
  EXPECT_GT(count(sample.mask, kHand), 5 * count(sample.mask, kIgnore) / 2);
}

TEST_F(Composite, IgnoresAnArmNearTheHandAndTakesTheRestForBackground) {
  add_keypoints();
  const std::string armed = std::string(kOneHand).replace(std::string(kOneHand).find("\"arm\": 0"),
                                                          8, "\"arm\": 1, \"sleeve\": 0");
  const Image without = open(kOneHand)->get(0, Seed(1)).mask;
  std::size_t ignored = 0;
  const auto dataset = open(armed);
  for (std::size_t i = 0; i < 10; ++i) ignored += count(dataset->get(i, Seed(1)).mask, kIgnore);
  EXPECT_EQ(count(without, kIgnore), 0U);
  EXPECT_GT(ignored, 100U);
}

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

TEST_F(Composite, CutsHandsOutOfWholeFrames) {
  write_frame(folder_);
  const auto dataset = open(of_frames().dump());
  // 16 x 30 of hand, 16 x 28 of forearm, which nothing tells from the wrist
  EXPECT_NEAR(most(*dataset, kIgnore) / most(*dataset, kHand), 28.0 / 30.0, 0.1);
}

TEST_F(Composite, TakesTheForearmOfAFrameForBackgroundWhereKeypointsTellTheWrist) {
  write_frame(folder_);
  Json points = Json::array();
  for (int i = 0; i < 21; ++i) points.push_back({32, i == 0 ? 34 : 18});
  folder_.write("pseudo_keypoints/frames.json",
                Json{{"files", {{"f0", {{"keypoints", points}}}}}}.dump());
  const auto dataset = open(of_frames().dump());
  // 0.4 palms of 16 pixels behind the hand's end
  EXPECT_NEAR(most(*dataset, kIgnore) / most(*dataset, kHand), 6.4 / 30.0, 0.05);
}

TEST_F(Composite, NamesAFrameWithoutMask) {
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

TEST_F(Composite, LabelsTheHandsOfPeopleInTheBackground) {
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

TEST_F(Composite, SaysWhenPeopleAreAskedForAndNotGiven) {
  EXPECT_THAT(message_of<InvalidArgument>([&] { (void)open(R"({"people": 0.1})"); }),
              HasSubstr("persons"));
}

TEST_F(Composite, TakesOnlyCutOutsOfTheSplit) {
  folder_.write("cut/masks/hand3.png", "damaged");
  const auto dataset = open(kOneHand, "train");
  EXPECT_NO_THROW({
    for (std::size_t i = 0; i < 40; ++i) (void)dataset->get(i, Seed(1));
  });
  EXPECT_THAT(message_of([&] { (void)open(kOneHand, "val")->get(0, Seed(1)); }),
              HasSubstr("hand3.png"));
}

TEST_F(Composite, SaysWhenASplitHasNoCutOut) {
  EXPECT_THAT(message_of([&] { (void)open("{}", "test"); }),
              AllOf(HasSubstr("cut.csv"), HasSubstr("'test'")));
}

TEST_F(Composite, WorksWithoutPhotographs) {
  EXPECT_NO_THROW((void)open(R"({"backgrounds": "none"})")->get(0, Seed(1)));
}

TEST_F(Composite, NamesAMissingTable) {
  EXPECT_THAT(message_of([&] { (void)open(R"({"cutouts": ["photos"]})"); }),
              HasSubstr("photos.csv"));
}

TEST_F(Composite, NamesAMaskWithoutHand) {
  for (int i = 0; i < 3; ++i) {
    save_png(folder_.file(std::string("cut/masks/hand").append(std::to_string(i)) + ".png"),
             Image(kSide, kSide, 1));
  }
  EXPECT_THAT(message_of([&] { (void)open(kOneHand)->get(0, Seed(1)); }),
              HasSubstr("holds no hand"));
}

TEST_F(Composite, TellsTheSidesOfHandsAndOfTheirMirrorImages) {
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

TEST_F(Composite, IgnoresSidesThatTheTableDoesNotTell) {
  folder_.write("cut/cut.csv", "file,mask,split\nimages/hand0.png,masks/hand0.png,train\n");
  const Sample sample = open(kOneHand)->get(0, Seed(1));
  EXPECT_EQ(count(sample.sides, kIgnore), count(sample.mask, kHand));
  EXPECT_FALSE(sample.hands.at(0).side.has_value());
}

TEST_F(Composite, MovesKeypointsWithTheHand) {
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

TEST_F(Composite, HidesKeypointsBehindAnotherHand) {
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

TEST_F(Composite, NamesAMaskThatDoesNotFit) {
  for (int i = 0; i < 3; ++i) {
    save_png(folder_.file(std::string("cut/masks/hand").append(std::to_string(i)) + ".png"),
             Image(kSide, 10, 1, 1));
  }
  EXPECT_THAT(message_of([&] { (void)open(kOneHand)->get(0, Seed(1)); }), HasSubstr("64 x 10"));
}

TEST_F(Composite, RefusesKeypointsThatAreNone) {
  folder_.write("pseudo_keypoints/cut.json", "[1, 2");
  EXPECT_THAT(message_of([&] { (void)open(); }), HasSubstr("cut.json"));
}

TEST_F(Composite, DoesWithoutKeypointsThatMakeNoSense) {
  folder_.write("pseudo_keypoints/cut.json",
                R"({"files": {"hand0": {"keypoints": [[1, 2]]}, "hand1": 7, "hand2": {}}})");
  EXPECT_NO_THROW((void)open(R"({"arm": 1})")->get(0, Seed(1)));
}

TEST_F(Composite, SaysWhichRangeIsTheWrongWayRound) {
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
