// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <set>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handsight/data/dataset.h"
#include "handsight/imaging/picture_file.h"

#include "data/composite_folder.h"
#include "data/temp_folder.h"

namespace handsight {
namespace {

using test::count;
using test::kOneHand;
using test::kSide;
using test::save_png;

class Composite : public test::CompositeFolder {};

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

}  // namespace
}  // namespace handsight
