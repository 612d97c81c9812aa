// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"

#include "data/pickle_text.h"
#include "data/reader_test.h"

namespace handsight {
namespace {

using test::count;
using test::message_of;
using test::open_at;
using test::save_png;
using ::testing::ElementsAre;
using ::testing::FloatNear;
using ::testing::HasSubstr;

/// Pictures of 34 x 2 pixels: the upper row of the mask holds the ids 0 to 33. Point i of the 42
/// lies at (i / 2, 1), and at (i, 0, 100) cm; points 1 to 3, of the left thumb, are not visible.
class Rhd : public ::testing::Test {
 protected:
  void add(const std::string& folder, int pictures) const {
    std::string entries;
    for (int number = 0; number < pictures; ++number) {
      add_pictures(folder + "/", number);
      std::vector<double> uv_visible;
      std::vector<double> xyz;
      for (int i = 0; i < 42; ++i) {
        uv_visible.insert(uv_visible.end(), {i / 2.0, 1.0, i >= 1 && i <= 3 ? 0.0 : 1.0});
        xyz.insert(xyz.end(), {i / 100.0, 0.0, 1.0});
      }
      using namespace test::pickled;
      entries += test::pickled::number(number) + "}(" + text("uv_vis") + array(uv_visible) +
                 text("xyz") + array(xyz) + text("K") + array({300, 0, 16, 0, 310, 1, 0, 0, 1}) +
                 "u";
    }
    folder_.write(folder + "/anno_" + folder + ".pickle", "\x80\x02}(" + entries + "u.");
  }
  [[nodiscard]] Sample first(const std::string& options = "{}") const {
    return open_at("rhd", folder_.path(), "test", options)->get(0, Seed(1));
  }
  test::TempFolder folder_;

 private:
  void add_pictures(const std::string& folder, int number) const {
    std::string name = std::to_string(number);
    name = std::string(5 - name.size(), '0') + name + ".png";
    Image mask(34, 2, 1);
    for (int x = 0; x < 34; ++x) *mask.at(x, 0) = static_cast<std::uint8_t>(x);
    Image depth(34, 2, 3);
    depth.at(0, 0)[0] = 0x80;  // 0x8001 steps
    depth.at(0, 0)[1] = 0x01;
    save_png(folder_.file(folder + "color/" + name), test::pattern(34, 2));
    save_png(folder_.file(folder + "mask/" + name), mask);
    save_png(folder_.file(folder + "depth/" + name), depth);
  }
};

TEST_F(Rhd, LeavesThePersonOutOfTheHands) {
  add("evaluation", 1);
  const Sample sample = first();
  EXPECT_EQ(count(sample.mask, kHand), 32);
  EXPECT_EQ(*sample.mask.at(1, 0), kBackground);
}

TEST_F(Rhd, RepeatsTheMistakeOfCountingThePerson) {
  add("evaluation", 1);
  EXPECT_EQ(count(first(R"({"person": "hand"})").mask, kHand), 33);
}

TEST_F(Rhd, TurnsIdsIntoSidesAndParts) {
  add("evaluation", 1);
  const Sample sample = first();
  EXPECT_EQ(*sample.sides.at(2, 0), kLeftSide);
  EXPECT_EQ(*sample.sides.at(17, 0), kLeftSide);
  EXPECT_EQ(*sample.sides.at(18, 0), kRightSide);
  const auto part = [](const Image& parts, int id) { return kPartNames[*parts.at(id, 0)]; };
  EXPECT_EQ(part(sample.parts_left, 2), "thumb_tip");
  EXPECT_EQ(part(sample.parts_left, 4), "thumb_base");
  EXPECT_EQ(part(sample.parts_left, 5), "index_tip");
  EXPECT_EQ(part(sample.parts_left, 17), "palm");
  EXPECT_EQ(part(sample.parts_left, 18), "none");
  EXPECT_EQ(part(sample.parts_right, 30), "little_tip");
  EXPECT_EQ(part(sample.parts_right, 33), "palm");
}

TEST_F(Rhd, PutsKeypointsFromTheBaseToTheTip) {
  add("evaluation", 1);
  const Sample sample = first();
  ASSERT_EQ(sample.hands.size(), 2);
  const auto& left = *sample.hands[0].keypoints;
  EXPECT_EQ(left[kWrist].x, 0.0F);
  EXPECT_EQ(left[keypoint_of(0, 0)].x, 4 / 2.0F);  // base of the thumb
  EXPECT_EQ(left[keypoint_of(0, 3)].x, 1 / 2.0F);
  EXPECT_EQ(left[keypoint_of(4, 3)].x, 17 / 2.0F);
  EXPECT_EQ((*sample.hands[1].keypoints)[kWrist].x, 21 / 2.0F);
}

TEST_F(Rhd, TellsHiddenKeypointsFromVisibleOnes) {
  add("evaluation", 1);
  const Sample sample = first();
  const auto& left = *sample.hands[0].keypoints;
  EXPECT_EQ(left[keypoint_of(0, 3)].visibility, Visibility::kOccluded);
  EXPECT_EQ(left[keypoint_of(0, 0)].visibility, Visibility::kVisible);
}

TEST_F(Rhd, TurnsMetresIntoMillimetres) {
  add("evaluation", 1);
  const Sample sample = first();
  EXPECT_EQ((*sample.hands[0].joints_mm)[keypoint_of(0, 3)], (Vec3{10, 0, 1000}));
  EXPECT_THAT(sample.depth.values[0], FloatNear(32769.0F / 65535.0F * 5000.0F, 0.01F));
  EXPECT_EQ(sample.depth.values[1], 0.0F);
  EXPECT_EQ(sample.camera, (Camera{300, 310, 16, 1}));
}

TEST_F(Rhd, KeepsATenthBackForValidation) {
  add("training", 20);
  const auto size = [&](const std::string& split) {
    return open_at("rhd", folder_.path(), split)->size();
  };
  EXPECT_EQ(size("train"), 18);
  EXPECT_EQ(size("val"), 2);
  const auto train = test::ids(*open_at("rhd", folder_.path(), "train"));
  for (const auto& id : test::ids(*open_at("rhd", folder_.path(), "val"))) {
    EXPECT_THAT(train, ::testing::Not(::testing::Contains(id)));
  }
}

TEST_F(Rhd, LeavesOutPicturesWithTooFewVisiblePoints) {
  add("evaluation", 1);
  EXPECT_EQ(open_at("rhd", folder_.path(), "test", R"({"least_visible": 21})")->size(), 1);
  add("training", 1);
  EXPECT_EQ(open_at("rhd", folder_.path(), "", R"({"least_visible": 21})")->size(), 2);
}

TEST_F(Rhd, NamesTheIdThatHasNoMeaning) {
  add("evaluation", 1);
  save_png(folder_.file("evaluation/mask/00000.png"), Image(34, 2, 1, 34));
  EXPECT_THAT(message_of([&] { (void)first(); }), HasSubstr("the id 34"));
}

TEST_F(Rhd, RefusesAnnotationsThatAskForCode) {
  folder_.write("evaluation/anno_evaluation.pickle",
                "\x80\x02"
                "cos\nsystem\nU\x02ls\x85R.");
  EXPECT_THAT(message_of([&] { (void)open_at("rhd", folder_.path(), "test"); }),
              HasSubstr("asks for os.system"));
}

}  // namespace
}  // namespace handsight
