// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/data/keypoint_numbers.h"
#include "handsight/imaging/picture_file.h"

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

TEST(KeypointOrder, TurnsFingersFromTipFirstToBaseFirst) {
  EXPECT_EQ(tip_first_index(kWrist), 0);
  EXPECT_EQ(tip_first_index(keypoint_of(0, 0)), 4);
  EXPECT_EQ(tip_first_index(keypoint_of(0, 3)), 1);
  EXPECT_EQ(tip_first_index(keypoint_of(4, 3)), 17);
  EXPECT_EQ(tip_first_wrist_last_index(kWrist), 20);
  EXPECT_EQ(tip_first_wrist_last_index(keypoint_of(0, 3)), 0);
  EXPECT_EQ(tip_first_wrist_last_index(keypoint_of(4, 0)), 19);
}

TEST(HandGraphCnnAuthentic, ProjectsJointsIntoTheCrop) {
  SKIP_WITHOUT_AUTHENTIC("hand_graph_cnn");
  const auto dataset = open_at("hand_graph_cnn", authentic("hand_graph_cnn"));
  ASSERT_EQ(dataset->size(), 5);
  const Sample sample = dataset->get(0, Seed(1));
  const auto& points = *sample.hands.at(0).keypoints;
  // worked out for this picture from its camera: f = 923.648 * 256 / 493
  EXPECT_NEAR(points[kWrist].x, 139.77, 0.01);
  EXPECT_NEAR(points[kWrist].y, 227.55, 0.01);
  EXPECT_NEAR(points[keypoint_of(1, 3)].x, 92.68, 0.01);
  for (std::size_t i = 0; i < dataset->size(); ++i) {
    const Sample other = dataset->get(i, Seed(1));
    for (const auto& point : *other.hands.at(0).keypoints) {
      EXPECT_EQ(point.visibility, Visibility::kVisible) << i;
    }
  }
}

/// Two poses, joint k of both at (k, 0, 100) cm; f = 100, centre (2, 4).
class FreiHand : public ::testing::Test {
 protected:
  FreiHand() {
    std::string joints;
    for (int k = 0; k < 21; ++k) {
      joints += (k == 0 ? "[" : ",[") + std::to_string(k / 100.0) + ", 0, 1]";
    }
    const std::string camera = "[[100, 0, 2], [0, 100, 4], [0, 0, 1]]";
    folder_.write("training_xyz.json", "[[" + joints + "],[" + joints + "]]");
    folder_.write("training_K.json", "[" + camera + "," + camera + "]");
    for (int i = 0; i < 4; ++i) {
      write_jpeg(folder_.file("training/rgb/0000000" + std::to_string(i) + ".jpg"),
                 test::pattern(32, 8));
    }
    for (int i = 0; i < 2; ++i) {
      write_jpeg(folder_.file("training/mask/0000000" + std::to_string(i) + ".jpg"),
                 Image(32, 8, 1, i == 0 ? 255 : 0));
    }
  }
  test::TempFolder folder_;
};

TEST_F(FreiHand, ProjectsJointsOfRightHands) {
  const Sample sample = open_at("freihand", folder_.path())->get(0, Seed(1));
  EXPECT_EQ(sample.hands.at(0).side, Side::kRight);
  EXPECT_NEAR((*sample.hands[0].keypoints)[5].x, 7, 1e-4);
  EXPECT_EQ((*sample.hands[0].joints_mm)[5], (Vec3{50, 0, 1000}));
}

TEST_F(FreiHand, UsesOneMaskForAllVersionsOfAPicture) {
  const auto dataset = open_at("freihand", folder_.path(), "train", R"({"versions": 2})");
  EXPECT_THAT(ids(*dataset), ElementsAre("training/00000000", "training/00000001",
                                         "training/00000002", "training/00000003"));
  EXPECT_EQ(count(dataset->get(2, Seed(1)).mask, kHand), 32 * 8);
  EXPECT_EQ(count(dataset->get(3, Seed(1)).mask, kHand), 0);
}

TEST_F(FreiHand, SaysThatAPoseHasTooFewNumbers) {
  folder_.write("training_xyz.json", "[[[0, 0, 1]]]");
  EXPECT_THAT(message_of([&] { (void)open_at("freihand", folder_.path()); }),
              HasSubstr("entry 0 has 3 numbers, expected 63"));
}

}  // namespace
}  // namespace handsight
