// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"

#include "data/reader_test.h"

namespace handsight {
namespace {

using test::authentic;
using test::count;
using test::ids;
using test::message_of;
using test::open_at;
using test::sample_of;
using test::save_png;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(CocoAuthentic, ReadsTheKeypointsOfFreiHand) {
  SKIP_WITHOUT_AUTHENTIC("mmpose");
  const auto dataset = open_at("coco", authentic("mmpose/freihand"));
  EXPECT_EQ(dataset->size(), 8);
  const Sample sample = sample_of(*dataset, "00017620");
  ASSERT_EQ(sample.hands.size(), 1);
  const auto& points = *sample.hands[0].keypoints;
  EXPECT_FLOAT_EQ(points[kWrist].x, 75.09007F);
  EXPECT_EQ(points[kWrist].visibility, Visibility::kVisible);
}

TEST(CocoAuthentic, ReadsKeypointsInListsOfThree) {
  SKIP_WITHOUT_AUTHENTIC("mmpose");
  const Sample sample = sample_of(*open_at("coco", authentic("mmpose/rhd")), "00111");
  EXPECT_FLOAT_EQ((*sample.hands.at(0).keypoints)[1].x, 170.4F);
}

TEST(CocoAuthentic, TakesTheBoxesOfOneHand10KForNoMasks) {
  SKIP_WITHOUT_AUTHENTIC("mmpose");
  const Sample sample = sample_of(*open_at("coco", authentic("mmpose/onehand10k")), "9");
  EXPECT_TRUE(sample.mask.empty());
  const auto& points = *sample.hands.at(0).keypoints;
  EXPECT_EQ(points[kWrist].visibility, Visibility::kUnlabelled);  // 0, 0, 0
  EXPECT_EQ(points[1].visibility, Visibility::kVisible);
}

/// One picture a.png of 16 x 8 pixels.
class Coco : public ::testing::Test {
 protected:
  Coco() { save_png(folder_.file("images/a.png"), test::pattern(16, 8)); }
  void annotate(const std::string& annotations, const std::string& file_name = "a.png") const {
    folder_.write(
        "annotations.json",
        R"({"annotations": [)" + annotations + R"(], "images": [{"id": 7, "file_name": ")" +
            file_name +
            R"(", "width": 16, "height": 8}], "categories": [{"id": 1, "name": "Left-Hand"},
               {"id": 2, "name": "cup"}, {"id": 3, "name": "right_hand"}]})");
  }
  [[nodiscard]] Sample first() const { return open_at("coco", folder_.path())->get(0, Seed(1)); }
  test::TempFolder folder_;
};

TEST_F(Coco, DrawsPolygonsOfHandsOnly) {
  annotate(R"({"image_id": 7, "category_id": 1, "bbox": [2, 2, 4, 4],
               "segmentation": [[2, 2, 5, 2, 5, 5, 3, 4, 2, 5]]},
              {"image_id": 7, "category_id": 2, "segmentation": [[8, 0, 12, 0, 12, 7]]})");
  const Sample sample = first();
  EXPECT_EQ(*sample.mask.at(4, 3), kHand);
  EXPECT_EQ(*sample.mask.at(11, 2), kBackground);
  EXPECT_EQ(*sample.sides.at(4, 3), kLeftSide);
  EXPECT_EQ(sample.hands.at(0).box, (LabelBox{2, 2, 4, 4}));
}

TEST_F(Coco, DrawsRunLengthsAsNumbers) {
  // down the columns: 8 not, 3 set, the rest not
  annotate(R"({"image_id": 7, "category_id": 3, "iscrowd": 0,
               "segmentation": {"size": [8, 16], "counts": [8, 3, 117]}})");
  const Sample sample = first();
  EXPECT_EQ(count(sample.mask, kHand), 3);
  EXPECT_EQ(*sample.mask.at(1, 2), kHand);
  EXPECT_EQ(*sample.sides.at(1, 0), kRightSide);
}

TEST_F(Coco, DrawsRunLengthsAsText) {
  // 8, 3 and 117 five bits at a time, each plus 48
  annotate(R"({"image_id": 7, "category_id": 3,
               "segmentation": {"size": [8, 16], "counts": "83e3"}})");
  EXPECT_EQ(count(first().mask, kHand), 3);
}

TEST_F(Coco, IgnoresCrowds) {
  annotate(R"({"image_id": 7, "category_id": 3, "iscrowd": 1,
               "segmentation": {"size": [8, 16], "counts": [8, 3, 117]}})");
  EXPECT_EQ(count(first().mask, kIgnore), 3);
  EXPECT_TRUE(first().hands.empty());
}

TEST_F(Coco, NamesRunLengthsThatDoNotFit) {
  annotate(R"({"image_id": 7, "category_id": 3,
               "segmentation": {"size": [8, 16], "counts": [8, 3]}})");
  EXPECT_THAT(message_of([&] { (void)first(); }), HasSubstr("annotations.json"));
}

TEST_F(Coco, KnowsHiddenFromVisibleWhereTheFileDoes) {
  std::string points;
  for (int k = 0; k < 21; ++k) {
    if (k > 0) points.push_back(',');
    points.append(std::to_string(k)).append(k == 3 ? ",1,1" : ",1,2");
  }
  annotate(R"({"image_id": 7, "category_id": 1, "keypoints": [)" + points + "]}");
  const Keypoints keypoints = *first().hands.at(0).keypoints;
  EXPECT_EQ(keypoints[3].visibility, Visibility::kOccluded);
  EXPECT_EQ(keypoints[4].visibility, Visibility::kVisible);
  EXPECT_EQ(keypoints[20].visibility, Visibility::kOutside);  // x = 20 of 16
}

TEST_F(Coco, ReadsTheHandsOfWholeBodies) {
  std::string points;
  for (int k = 0; k < 21; ++k) points.append(k == 0 ? "5,6,2" : ",5,6,2");
  annotate(R"({"image_id": 7, "category_id": 2, "lefthand_valid": true, "righthand_valid": false,
               "lefthand_box": [1, 2, 3, 4], "lefthand_kpts": [)" +
           points + "]}");
  const Sample sample = first();
  ASSERT_EQ(sample.hands.size(), 1);
  EXPECT_EQ(sample.hands[0].side, Side::kLeft);
  EXPECT_EQ(sample.hands[0].box, (LabelBox{1, 2, 3, 4}));
}

TEST_F(Coco, RefusesFileNamesThatLeaveTheDataSet) {
  annotate("", "../../secret.png");
  EXPECT_THAT(message_of([&] { (void)first(); }), HasSubstr("secret.png"));
}

TEST_F(Coco, SaysThatNoCategoryIsAHand) {
  annotate(R"({"image_id": 7, "category_id": 2, "segmentation": [[8, 0, 12, 0, 12, 7]]})");
  EXPECT_THAT(message_of([&] { (void)first(); }), HasSubstr("option hand"));
}

TEST_F(Coco, SaysThatThePictureHasAnotherSize) {
  annotate(R"({"image_id": 7, "category_id": 1, "segmentation": [[2, 2, 5, 2, 3, 4]]})");
  save_png(folder_.file("images/a.png"), test::pattern(8, 16));
  EXPECT_THAT(message_of([&] { (void)first(); }), HasSubstr("16 x 8"));
}

}  // namespace
}  // namespace handsight
