// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/imaging/picture_file.h"

#include "data/mat_writer.h"
#include "data/reader_test.h"

namespace handsight {
namespace {

using test::authentic;
using test::count;
using test::ids;
using test::message_of;
using test::open_at;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(PascalPartAuthentic, FindsHandsInEightOfEighteenPictures) {
  SKIP_WITHOUT_AUTHENTIC("pascal_part");
  const auto root = authentic("pascal_part");
  EXPECT_EQ(open_at("pascal_part", root)->size(), 18);
  const auto with_hands = open_at("pascal_part", root, "", R"({"pictures": "hands"})");
  EXPECT_EQ(with_hands->size(), 8);
  for (std::size_t i = 0; i < with_hands->size(); ++i) {
    EXPECT_GT(count(with_hands->get(i, Seed(1)).mask, kHand), 0) << i;
  }
}

/// A picture of 16 x 8 with two persons, each with a left hand, a right lower arm and a head, all
/// one column wide; a dog in front of them has a "hand" too.
class PascalPart : public ::testing::Test {
 protected:
  PascalPart() {
    write_jpeg(folder_.file("JPEGImages/2010_000001.jpg"), test::pattern(16, 8));
    using namespace test::mat;
    const auto column = [](int x) {
      std::string values(16 * 8, '\0');
      for (int y = 0; y < 8; ++y) values[static_cast<std::size_t>(8 * x + y)] = 1;
      return bytes(8, 16, values);
    };
    const auto object = [&](double class_index, int x) {
      const auto parts = structs({{{"part_name", text("lhand")}, {"mask", column(x)}},
                                  {{"part_name", text("rlarm")}, {"mask", column(x + 1)}},
                                  {{"part_name", text("head")}, {"mask", column(x + 2)}}});
      return std::vector<Field>{{"class_ind", doubles(1, 1, {class_index})}, {"parts", parts}};
    };
    const auto objects = structs({object(15, 0), object(15, 4), object(12, 8)});
    folder_.write("Annotations_Part/2010_000001.mat",
                  file(structs({{{"objects", objects}}}, "anno")));
    folder_.write("ImageSets/Segmentation/train.txt", "2010_000001\n");
  }
  [[nodiscard]] Sample first(const std::string& options = "{}") const {
    return open_at("pascal_part", folder_.path(), "train", options)->get(0, Seed(1));
  }
  test::TempFolder folder_;
};

TEST_F(PascalPart, LabelsTheHandsOfAllPersonsAndOfNothingElse) {
  const Sample sample = first();
  EXPECT_EQ(count(sample.mask, kHand), 16);
  EXPECT_EQ(count(sample.sides, kLeftSide), 16);
}

TEST_F(PascalPart, AddsLowerArmsWhenAsked) {
  const Sample sample = first(R"({"labels": "hand+lowerarm"})");
  EXPECT_EQ(count(sample.mask, kHand), 32);
  EXPECT_EQ(count(sample.sides, kRightSide), 16);
}

TEST_F(PascalPart, MapsBodyPartsToSixIds) {
  const Sample sample = first(R"({"labels": "person-part-7"})");
  EXPECT_EQ(count(sample.body_parts, 1), 16);
  EXPECT_EQ(count(sample.body_parts, 4), 32);  // hands are lower arms there
}

TEST_F(PascalPart, RepeatsTheMistakeOfKeepingTheLastPersonOnly) {
  EXPECT_EQ(count(first(R"({"persons": "last"})").mask, kHand), 8);
}

TEST_F(PascalPart, RepeatsTheMistakeOfStoringMasksAsJpeg) {
  // steps of one grey level mostly vanish where they are as fine as this
  using namespace test::mat;
  std::string fine(16 * 8, '\0');
  for (std::size_t i = 0; i < fine.size(); ++i) fine[i] = i * 7 % 11 < 5 ? 1 : 0;
  const auto parts = structs({{{"part_name", text("lhand")}, {"mask", bytes(8, 16, fine)}}});
  folder_.write(
      "Annotations_Part/2010_000001.mat",
      file(structs(
          {{{"objects", structs({{{"class_ind", doubles(1, 1, {15})}, {"parts", parts}}})}}},
          "anno")));
  EXPECT_NE(first(R"({"storage": "jpeg"})").mask, first().mask);
}

TEST_F(PascalPart, SaysWhichListASplitNeeds) {
  EXPECT_THAT(message_of([&] { (void)open_at("pascal_part", folder_.path(), "val"); }),
              HasSubstr("no list val.txt"));
}

TEST_F(PascalPart, RefusesMasksOfAnotherSize) {
  write_jpeg(folder_.file("JPEGImages/2010_000001.jpg"), test::pattern(8, 16));
  EXPECT_THAT(message_of([&] { (void)first(); }), HasSubstr("a mask of 16 x 8 pixels"));
}

}  // namespace
}  // namespace handsight
