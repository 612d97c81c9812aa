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
using test::save_png;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(InterHandAuthentic, ProjectsJointsOntoTheHands) {
  SKIP_WITHOUT_AUTHENTIC("mmpose");
  const auto dataset = open_at("interhand", authentic("mmpose/interhand2.6m"));
  EXPECT_EQ(dataset->size(), 4);
  for (std::size_t i = 0; i < dataset->size(); ++i) {
    const Sample sample = dataset->get(i, Seed(1));
    ASSERT_FALSE(sample.hands.empty());
    for (const auto& hand : sample.hands) {
      ASSERT_TRUE(hand.keypoints) << sample.id;
      for (const auto& point : *hand.keypoints) {
        EXPECT_NE(point.visibility, Visibility::kOutside) << sample.id;
      }
      // a hand is 10 to 25 cm long
      const float reach_mm = length((*hand.joints_mm)[12] - (*hand.joints_mm)[kWrist]);
      EXPECT_GT(reach_mm, 60.0F);
      EXPECT_LT(reach_mm, 250.0F);
    }
  }
}

TEST(InterHandAuthentic, BoundsTheProjectedJointsByTheBox) {
  SKIP_WITHOUT_AUTHENTIC("mmpose");
  const auto dataset = open_at("interhand", authentic("mmpose/interhand2.6m"));
  for (std::size_t i = 0; i < dataset->size(); ++i) {
    const Sample sample = dataset->get(i, Seed(1));
    if (sample.hands.size() != 1) continue;
    const LabelBox box = *sample.hands[0].box;
    for (const auto& point : *sample.hands[0].keypoints) {
      EXPECT_GE(point.x, box.x - 1);
      EXPECT_LE(point.x, box.x + box.width + 1);
    }
  }
}

/// Two pictures of 40 x 8 in one capture. Joint i of the first lies at (i - 20, 0, 100) mm before a
/// camera with a focal length of 100 px, centred at (20, 4): joint i is seen at (i, 4).
class InterHand : public ::testing::Test {
 protected:
  InterHand() {
    std::string joints;
    std::string valid;
    for (int i = 0; i < 42; ++i) {
      joints += (i == 0 ? "[" : ",[") + std::to_string(i - 20) + ",0,600]";
      valid += (i == 0 ? "[" : ",[") + std::string(i == 3 ? "0]" : "1]");
    }
    const std::string prefix = "annotations/train/InterHand2.6M_train";
    const auto image = [](int id, const std::string& file) {
      return R"({"id": )" + std::to_string(id) + R"(, "file_name": ")" + file +
             R"(", "width": 40, "height": 8, "capture": 0, "subject": 4, "seq_name": "S",
                 "camera": "400", "frame_idx": 5})";
    };
    const auto annotation = [&](int id, const std::string& type) {
      return R"({"id": 1, "image_id": )" + std::to_string(id) + R"(, "bbox": [0, 0, 20, 8],
                 "hand_type": ")" +
             type + R"(", "hand_type_valid": 1, "joint_valid": [)" + valid + "]}";
    };
    folder_.write(prefix + "_data.json", R"({"images": [)" + image(1, kFirst) + "," +
                                             image(2, kSecond) + R"(], "annotations": [)" +
                                             annotation(1, "right") + "," +
                                             annotation(2, "interacting") + "]}");
    folder_.write(prefix + "_camera.json",
                  R"({"0": {"campos": {"400": [0, 0, 500]},
                            "camrot": {"400": [[1, 0, 0], [0, 1, 0], [0, 0, 1]]},
                            "focal": {"400": [100, 100]}, "princpt": {"400": [20, 4]}}})");
    folder_.write(prefix + "_joint_3d.json",
                  R"({"0": {"5": {"world_coord": [)" + joints + R"(], "joint_valid": []}}})");
    for (const auto* file : {kFirst, kSecond}) {
      save_png(folder_.file(std::string("images/train/") + file), test::pattern(40, 8));
    }
  }
  /// A part map with the ids 0 to 32 in its upper row.
  void add_parts(const std::string& file) const {
    Image ids(40, 8, 1);
    for (int x = 0; x < 33; ++x) *ids.at(x, 0) = static_cast<std::uint8_t>(x);
    save_png(folder_.file("outputs/segms/train/" + file), ids);
  }
  [[nodiscard]] std::unique_ptr<Dataset> open(const std::string& options = "{}") const {
    return open_at("interhand", folder_.path(), "train", options);
  }
  static constexpr auto kFirst = "Capture0/S/cam400/image5.png";
  static constexpr auto kSecond = "Capture0/S/cam400/image6.png";
  test::TempFolder folder_;
};

TEST_F(InterHand, ProjectsJointsFromTheWristLastOrder) {
  const Sample sample = open()->get(0, Seed(1));
  ASSERT_EQ(sample.hands.size(), 1);
  EXPECT_EQ(sample.hands[0].side, Side::kRight);
  const auto& points = *sample.hands[0].keypoints;
  EXPECT_FLOAT_EQ(points[kWrist].x, 20);
  EXPECT_FLOAT_EQ(points[keypoint_of(0, 3)].x, 0);  // tip of the thumb
  EXPECT_FLOAT_EQ(points[keypoint_of(1, 0)].x, 7);
  EXPECT_FLOAT_EQ(points[keypoint_of(1, 0)].y, 4);
  EXPECT_EQ((*sample.hands[0].joints_mm)[kWrist], (Vec3{0, 0, 100}));
}

TEST_F(InterHand, LeavesInvalidJointsUnlabelled) {
  const Sample sample = open()->get(0, Seed(1));
  EXPECT_EQ((*sample.hands[0].keypoints)[keypoint_of(0, 0)].visibility, Visibility::kUnlabelled);
}

TEST_F(InterHand, HasBothHandsWhereTheyInteract) {
  const Sample sample = open()->get(1, Seed(1));
  ASSERT_EQ(sample.hands.size(), 2);
  EXPECT_EQ(sample.hands[1].side, Side::kLeft);
  EXPECT_FLOAT_EQ((*sample.hands[1].keypoints)[keypoint_of(4, 3)].x, 21 + 16);
  EXPECT_FALSE(sample.hands[0].box);  // the box is around both
}

TEST_F(InterHand, NamesSubjectVideoAndFrame) {
  const Sample sample = open()->get(0, Seed(1));
  EXPECT_EQ(sample.subject, "4");
  EXPECT_EQ(sample.video, "0/S/400");
  EXPECT_EQ(sample.frame, 5);
}

TEST_F(InterHand, SplitsPartMasksIntoTwoMaps) {
  add_parts(kFirst);
  const Sample sample = open()->get(0, Seed(1));
  EXPECT_EQ(*sample.parts_right.at(16, 0), 16);
  EXPECT_EQ(*sample.parts_right.at(17, 0), 0);
  EXPECT_EQ(*sample.parts_left.at(17, 0), 1);
  EXPECT_EQ(*sample.parts_left.at(32, 0), 16);
  EXPECT_EQ(count(sample.mask, kHand), 32);
  EXPECT_EQ(*sample.sides.at(17, 0), kLeftSide);
}

TEST_F(InterHand, RenumbersPartsWhenTold) {
  add_parts(kFirst);
  const Sample sample =
      open(R"({"part_ids": [9, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16]})")
          ->get(0, Seed(1));
  EXPECT_EQ(*sample.parts_right.at(1, 0), 9);
  EXPECT_EQ(*sample.parts_left.at(17, 0), 9);
}

TEST_F(InterHand, TellsPairedFromUnpairedPictures) {
  add_parts(kSecond);
  EXPECT_THAT(ids(*open(R"({"pictures": "paired"})")), ElementsAre("2"));
  EXPECT_THAT(ids(*open(R"({"pictures": "unpaired"})")), ElementsAre("1"));
}

TEST_F(InterHand, TakesAListOfPairedPictures) {
  folder_.write("paired.txt", "1\n");
  EXPECT_THAT(ids(*open(R"({"pictures": "unpaired", "paired_list": "paired.txt"})")),
              ElementsAre("2"));
}

TEST_F(InterHand, SwapsChannelsForParityWhenTold) {
  const Image rgb = open()->get(0, Seed(1)).image;
  const Image bgr = open(R"({"channels": "bgr"})")->get(0, Seed(1)).image;
  EXPECT_EQ(rgb.at(3, 0)[0], bgr.at(3, 0)[2]);
  EXPECT_EQ(rgb.at(3, 0)[1], bgr.at(3, 0)[1]);
}

TEST_F(InterHand, SaysWhichAnnotationsItExpects) {
  EXPECT_THAT(message_of([&] { (void)open_at("interhand", folder_.path(), "val"); }),
              HasSubstr("InterHand2.6M_val_data.json"));
}

}  // namespace
}  // namespace handsight
