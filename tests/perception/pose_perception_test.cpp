// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/pose_perception.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "handsight/core/error.h"

namespace handsight {
namespace {

/// Says that all points are where `place` is in the crop, as shares of its side, and remembers what
/// it was asked.
class FixedNetwork {
 public:
  explicit FixedNetwork(Vec2 place, std::optional<double> right = {})
      : place_(place), right_(right) {}

  [[nodiscard]] KeypointNetwork network() {
    return [this](const Image&, std::span<const HandView> hands) {
      std::vector<KeypointAnswer> all;
      for (const auto& hand : hands) {
        asked_.push_back(hand);
        HandKeypoints points{};
        points.fill({.x = hand.crop.centre_x + (place_.x - 0.5) * hand.crop.side,
                     .y = hand.crop.centre_y + (place_.y - 0.5) * hand.crop.side,
                     .confidence = 0.9});
        // opposite corners of the hand, so that the points have a size
        points[0].x -= hand.crop.side * 0.4;
        points[0].y -= hand.crop.side * 0.4;
        points[20].x += hand.crop.side * 0.4;
        points[20].y += hand.crop.side * 0.4;
        all.push_back({.keypoints = points, .right = right_});
      }
      return all;
    };
  }
  [[nodiscard]] const std::vector<HandView>& asked() const { return asked_; }

 private:
  Vec2 place_;
  std::optional<double> right_;
  std::vector<HandView> asked_{};
};

/// One hand in a map of 64 x 36, a quarter of its frame's size.
FrameHands one_hand(std::optional<std::string> side, double time_s = 0.0) {
  FrameHands found{
      .time_s = time_s,
      .probability = {.width = 64, .height = 36, .values = std::vector<float>(64 * 36)}};
  found.hands.push_back({.box = {20, 10, 16, 12}, .mask = Image(16, 12, 1, 1)});
  found.hands[0].side = std::move(side);
  found.hands[0].track = 1;
  return found;
}

const Image kFrame(256, 144, 3);

// The box is at 80 to 143 and 40 to 87 in the frame; its middle, 111.5, is 27.5 in the map.
TEST(PosePerception, LooksAtTheFrameAndAnswersInTheMap) {
  FixedNetwork middle({0.5F, 0.5F});
  PosePerception pose;
  const auto found = pose.update(one_hand("right"), kFrame, middle.network());
  ASSERT_EQ(middle.asked().size(), 1U);
  EXPECT_DOUBLE_EQ(middle.asked()[0].crop.centre_x, 111.5);
  EXPECT_DOUBLE_EQ(middle.asked()[0].crop.centre_y, 63.5);
  EXPECT_DOUBLE_EQ(middle.asked()[0].crop.side, 1.25 * 64.0);
  ASSERT_TRUE(found.hands[0].keypoints);
  EXPECT_NEAR(found.hands[0].keypoints->at(5).x, 27.5, 1e-9);
  EXPECT_NEAR(found.hands[0].keypoints->at(5).y, 15.5, 1e-9);
}

TEST(PosePerception, MirrorsWhatLooksLikeALeftHand) {
  FixedNetwork network({0.5F, 0.5F});
  PosePerception plain(without_time());
  auto options = without_time();
  options.handedness.mirrored = true;
  PosePerception mirrored(options);
  for (const auto* side : {"left", "right"}) {
    (void)plain.update(one_hand(side), kFrame, network.network());
    (void)mirrored.update(one_hand(side), kFrame, network.network());
  }
  (void)plain.update(one_hand(std::nullopt), kFrame, network.network());
  const auto& asked = network.asked();
  EXPECT_EQ(asked[0].view, CropView::kMirrored);
  EXPECT_EQ(asked[1].view, CropView::kAsSeen);  // left, but of a mirror image
  EXPECT_EQ(asked[2].view, CropView::kAsSeen);
  EXPECT_EQ(asked[3].view, CropView::kMirrored);
  EXPECT_EQ(asked[4].view, CropView::kAsSeen);
}

TEST(PosePerception, FollowsTheKeypointsOfATrackAndNotWithoutTime) {
  FixedNetwork network({0.5F, 0.5F});
  PosePerception over_time, without(without_time());
  for (const double time_s : {0.0, 0.04}) {
    (void)over_time.update(one_hand("right", time_s), kFrame, network.network());
    (void)without.update(one_hand("right", time_s), kFrame, network.network());
  }
  EXPECT_FALSE(network.asked()[0].crop.from_keypoints);
  EXPECT_TRUE(network.asked()[2].crop.from_keypoints);
  EXPECT_FALSE(network.asked()[3].crop.from_keypoints);
}

// The points of the first look reach from 0.1 to 0.9 of its crop.
TEST(PosePerception, LooksAgainAtANewHandAroundWhatItFound) {
  FixedNetwork network({0.5F, 0.5F});
  PerceptionOptions options;
  options.pose.crop.looks = 2;
  PosePerception pose(options);
  const auto found = pose.update(one_hand("right"), kFrame, network.network());
  ASSERT_EQ(network.asked().size(), 2U);
  EXPECT_TRUE(network.asked()[1].crop.from_keypoints);
  const double first = network.asked()[0].crop.side, second = network.asked()[1].crop.side;
  EXPECT_NEAR(second, 1.25 * (0.8 * first + 1.0), 1e-6);  // a box covers whole pixels
  EXPECT_NEAR(found.hands[0].keypoints->at(20).x - found.hands[0].keypoints->at(0).x,
              0.8 * second / 4.0, 1e-6);
  (void)pose.update(one_hand("right", 0.04), kFrame, network.network());
  EXPECT_EQ(network.asked().size(), 3U);
  EXPECT_TRUE(network.asked()[2].steady);
}

TEST(PosePerception, BelievesANetworkThatTellsSides) {
  FixedNetwork network({0.5F, 0.5F}, 0.9);
  EXPECT_EQ(PosePerception().update(one_hand("left"), kFrame, network.network()).hands[0].side,
            "right");
  FixedNetwork silent({0.5F, 0.5F});
  EXPECT_EQ(PosePerception().update(one_hand("left"), kFrame, silent.network()).hands[0].side,
            "left");
}

TEST(PosePerception, KeepsTheSideOfATrackUntilTheNetworkIsSureOfTheOther) {
  FixedNetwork right({0.5F, 0.5F}, 0.9), unsure({0.5F, 0.5F}, 0.4);
  PosePerception pose;
  (void)pose.update(one_hand(std::nullopt, 0.0), kFrame, right.network());
  const auto found = pose.update(one_hand(std::nullopt, 0.04), kFrame, unsure.network());
  EXPECT_EQ(found.hands[0].side, "right");
}

TEST(PosePerception, LeavesSmallHandsAlone) {
  FixedNetwork network({0.5F, 0.5F});
  auto found = one_hand("right");
  found.hands[0].box = {20, 10, 5, 5};  // 20 px of the frame
  const auto result = PosePerception().update(std::move(found), kFrame, network.network());
  EXPECT_FALSE(result.hands[0].keypoints);
  EXPECT_TRUE(network.asked().empty());
}

TEST(PosePerception, RefusesANetworkThatForgetsAHand) {
  const KeypointNetwork silent = [](const Image&, std::span<const HandView>) {
    return std::vector<KeypointAnswer>();
  };
  EXPECT_THROW((void)PosePerception().update(one_hand("right"), kFrame, silent), InvalidArgument);
}

TEST(HandsInFrame, CarryKeypointsAlong) {
  auto found = one_hand("right");
  for (int y = 10; y < 22; ++y) {
    for (int x = 20; x < 36; ++x)
      found.probability.values[static_cast<std::size_t>(64 * y + x)] = 1.0F;
  }
  found.hands[0].keypoints.emplace();
  found.hands[0].keypoints->at(3) = {.x = 27.5, .y = 15.5};
  const auto hands = hands_in_frame(found, 256, 144);
  ASSERT_EQ(hands.size(), 1U);
  EXPECT_DOUBLE_EQ(hands[0].keypoints->at(3).x, 111.5);
  EXPECT_DOUBLE_EQ(hands[0].keypoints->at(3).y, 63.5);
}

TEST(HandsOfPicture, GivesRegionsWithTheirSidesAndKeypoints) {
  HandMaps maps{.hand = {.width = 64, .height = 36, .values = std::vector<float>(64 * 36)}};
  for (std::size_t y = 10; y < 22; ++y)
    std::fill_n(maps.hand.values.begin() + 64 * y + 20, 16, 0.9F);
  maps.right = maps.hand;
  FixedNetwork fixed({0.5, 0.5});

  const auto without = hands_of_picture(maps, kFrame, {}, {});
  ASSERT_EQ(without.hands.size(), 1U);
  EXPECT_EQ(without.hands[0].side, "right");
  EXPECT_FALSE(without.hands[0].keypoints.has_value());

  const auto found = hands_of_picture(maps, kFrame, {}, {}, fixed.network());
  ASSERT_EQ(found.hands.size(), 1U);
  EXPECT_NEAR(found.hands[0].keypoints.value()[5].x, 27.5, 0.5);
  EXPECT_EQ(found.probability.values, maps.hand.values);
  EXPECT_TRUE(hands_of_picture(maps, kFrame, {.threshold = 0.95}, {}).hands.empty());
}

}  // namespace
}  // namespace handsight
