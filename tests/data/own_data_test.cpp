// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"

#include "data/reader_test.h"

namespace handsight {
namespace {

using test::count;
using test::ids;
using test::message_of;
using test::open_at;
using test::save_png;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Coloured noise in one half of 2 * side x side pixels, a mask with a white column in the other.
class Pairs : public ::testing::Test {
 protected:
  void add(const std::string& stem, bool mask_first = false, int side = 16) const {
    Image pair(2 * side, side, 3);
    const Image picture = test::pattern(side, side, 3, 37);
    for (int y = 0; y < side; ++y) {
      for (int x = 0; x < side; ++x) {
        std::copy_n(picture.at(x, y), 3, pair.at(mask_first ? side + x : x, y));
        std::fill_n(pair.at(mask_first ? x : side + x, y), 3, x < 4 ? 255 : 0);
      }
    }
    save_png(folder_.file(stem + ".png"), pair);
  }
  test::TempFolder folder_;
};

TEST_F(Pairs, TakesTheHalfWithFewerColoursAsTheMask) {
  add("a");
  const Sample sample = open_at("pairs", folder_.path())->get(0, Seed(1));
  EXPECT_EQ(sample.image, test::pattern(16, 16, 3, 37));
  EXPECT_EQ(count(sample.mask, kHand), 4 * 16);
}

TEST_F(Pairs, FindsTheMaskInTheFirstHalf) {
  add("a", true);
  EXPECT_EQ(open_at("pairs", folder_.path())->get(0, Seed(1)).image, test::pattern(16, 16, 3, 37));
}

TEST_F(Pairs, TakesTheHalfThatItIsTold) {
  add("a");
  const Sample sample =
      open_at("pairs", folder_.path(), "", R"({"mask": "first"})")->get(0, Seed(1));
  EXPECT_EQ(sample.image.at(0, 0)[0], 255);
}

TEST_F(Pairs, ShrinksByAreaBeforeTheThreshold) {
  add("a");
  const Sample sample = open_at("pairs", folder_.path(), "", R"({"scale": 0.25})")->get(0, Seed(1));
  EXPECT_EQ(sample.image.width, 4);
  EXPECT_EQ(count(sample.mask, kHand), 4);
}

TEST_F(Pairs, KeepsAFifthForValidation) {
  for (int i = 0; i < 10; ++i) add(std::to_string(i));
  EXPECT_EQ(open_at("pairs", folder_.path(), "train")->size(), 8);
  EXPECT_EQ(open_at("pairs", folder_.path(), "val")->size(), 2);
}

TEST_F(Pairs, RefusesAPictureWithoutTwoHalves) {
  save_png(folder_.file("a.png"), test::pattern(15, 3));
  EXPECT_THAT(message_of([&] { (void)open_at("pairs", folder_.path()); }),
              HasSubstr("no two equal halves"));
}

class LabelMe : public ::testing::Test {
 protected:
  void annotate(const std::string& shapes, int width = 16) const {
    save_png(folder_.file("a.png"), test::pattern(16, 8));
    folder_.write("a.json", R"({"version": "5.0", "shapes": [)" + shapes +
                                R"(], "imagePath": "..\\x\\a.png", "imageHeight": 8,
                                "imageWidth": )" +
                                std::to_string(width) + "}");
  }
  [[nodiscard]] Sample first() const { return open_at("labelme", folder_.path())->get(0, Seed(1)); }
  test::TempFolder folder_;
};

TEST_F(LabelMe, DrawsPolygonsAndRectangles) {
  annotate(R"({"label": "hand", "points": [[0, 0], [3, 0], [3, 3], [0, 3]],
               "shape_type": "polygon"},
              {"label": "Right Hand", "points": [[9, 5], [6, 2]], "shape_type": "rectangle"},
              {"label": "mug", "points": [[12, 0], [15, 0], [15, 7]], "shape_type": "polygon"})");
  const Sample sample = first();
  EXPECT_EQ(count(sample.mask, kHand), 32);
  EXPECT_EQ(*sample.sides.at(7, 3), kRightSide);
  EXPECT_EQ(*sample.sides.at(1, 1), kIgnore);  // a hand of an unknown side
}

TEST_F(LabelMe, DrawsCircles) {
  annotate(R"({"label": "hand", "points": [[6, 4], [9, 4]], "shape_type": "circle"})");
  EXPECT_NEAR(static_cast<double>(count(first().mask, kHand)), 3.14 * 3 * 3, 12);
}

TEST_F(LabelMe, PutsIgnoredRegionsOverHands) {
  annotate(R"({"label": "ignore", "points": [[0, 0], [3, 0], [3, 1], [0, 1]]},
              {"label": "hand", "points": [[0, 0], [3, 0], [3, 3], [0, 3]]})");
  EXPECT_EQ(count(first().mask, kIgnore), 8);
  EXPECT_EQ(count(first().mask, kHand), 8);
}

TEST_F(LabelMe, SaysThatTheAnnotationIsForAnotherSize) {
  annotate("", 32);
  EXPECT_THAT(message_of([&] { (void)first(); }), HasSubstr("32 x 8"));
}

TEST_F(LabelMe, NamesJsonThatIsNone) {
  annotate("");
  folder_.write("a.json", "{\"shapes\": [");
  EXPECT_THAT(message_of([&] { (void)first(); }), HasSubstr("a.json: no valid JSON"));
}

class YoloSeg : public ::testing::Test {
 protected:
  void add(const std::string& lines) const {
    save_png(folder_.file("images/train/a.png"), test::pattern(16, 8));
    folder_.write("labels/train/a.txt", lines);
  }
  [[nodiscard]] Sample first(const std::string& options = "{}") const {
    return open_at("yolo_seg", folder_.path(), "train", options)->get(0, Seed(1));
  }
  test::TempFolder folder_;
};

TEST_F(YoloSeg, ScalesCornersToThePicture) {
  add("0 0.03125 0.0625 0.21875 0.0625 0.21875 0.4375 0.03125 0.4375\n");
  EXPECT_EQ(count(first().mask, kHand), 16);  // pixels 0 to 3 both ways
}

TEST_F(YoloSeg, TakesClassesByTheirNames) {
  folder_.write("classes.txt", "cup\nleft hand\n");
  add("0 0 0 1 0 1 1\n1 0.03125 0.0625 0.21875 0.0625 0.21875 0.4375 0.03125 0.4375\n");
  const Sample sample = first();
  EXPECT_EQ(count(sample.mask, kHand), 16);
  EXPECT_EQ(count(sample.sides, kLeftSide), 16);
}

TEST_F(YoloSeg, TakesAnEmptyFileForAPictureWithoutHands) {
  add("");
  EXPECT_EQ(count(first().mask, kHand), 0);
}

TEST_F(YoloSeg, SaysThatBoxesAreNoOutlines) {
  add("0 0.5 0.5 0.1 0.1\n");
  EXPECT_THAT(message_of([&] { (void)first(); }), HasSubstr("boxes, not outlines"));
}

TEST_F(YoloSeg, NamesAClassWithoutAName) {
  add("1 0 0 1 0 1 1\n");
  EXPECT_THAT(message_of([&] { (void)first(); }), HasSubstr("a class that is none of the 1"));
}

}  // namespace
}  // namespace handsight
