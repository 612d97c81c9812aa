// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/frame_perception.h"

#include <cmath>

#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/core/seed.h"
#include "handsight/perception/rectangle.h"
#include "handsight/perception/stability.h"

#include "perception/drawn_mask.h"

namespace handsight {
namespace {

using testing::Disc;
using testing::discs;
using testing::map_of;

constexpr double kFrame = 1.0 / 30.0;
constexpr int kWidth = 128;
constexpr int kHeight = 72;

// Light discs on a dark ground, found by a network that is sure of itself.
FrameObservation seen(const std::vector<Disc>& hands, double time_s) {
  const Image mask = discs(kWidth, kHeight, hands);
  FrameObservation observation{.picture = Image(kWidth, kHeight, 3, 40),
                               .hand = map_of(mask, 0.95F, 0.02F),
                               .time_s = time_s};
  for (std::size_t i = 0; i < mask.pixels.size(); ++i) {
    if (mask.pixels[i] != 0) std::fill_n(observation.picture.pixels.data() + 3 * i, 3, 190);
  }
  return observation;
}

TEST(FramePerception, FindsTwoHandsAndKeepsThemApart) {
  FramePerception perception;
  std::vector<std::optional<int>> left;
  for (int i = 0; i < 30; ++i) {
    const auto found =
        perception.update(seen({{30, 36, 14}, {90.0 + 0.3 * i, 36, 12}}, i * kFrame));
    ASSERT_EQ(found.hands.size(), 2U) << i;
    left.push_back(found.hands[0].track);
  }
  EXPECT_EQ(track_switches(left), 0);
}

TEST(FramePerception, KeepsNumbersThroughTwoHandsThatTouch) {
  FramePerception perception;
  std::vector<std::optional<int>> left;
  for (int i = 0; i < 60; ++i) {
    // they meet in the middle, overlap by a few pixels, and part again
    const double gap = std::abs(i - 30) * 0.8;
    const auto found =
        perception.update(seen({{50 - gap, 36, 16}, {80 + gap, 36, 16}}, i * kFrame));
    ASSERT_EQ(found.hands.size(), 2U) << i;
    const auto& first =
        found.hands[0].box.x < found.hands[1].box.x ? found.hands[0] : found.hands[1];
    left.push_back(first.track);
  }
  EXPECT_EQ(track_switches(left), 0);
}

// The number of the hand that is seen at a place, if there is one of its own.
std::optional<int> track_at(const FrameHands& found, const Disc& disc) {
  const Rectangle box{disc.x - disc.radius, disc.y - disc.radius, 2 * disc.radius, 2 * disc.radius};
  std::optional<int> track;
  double best = 0.5;
  for (const Hand& hand : found.hands) {
    const double overlap = iou(rectangle_of(hand.box), box);
    if (overlap <= best) continue;
    best = overlap;
    track = hand.track;
  }
  return track;
}

struct Crossing {
  double speed = 0.0;   // pixels a frame
  double height = 0.0;  // between the two ways
};

class TwoHandsThatCross : public ::testing::TestWithParam<Crossing> {};

TEST_P(TwoHandsThatCross, KeepTheirNumbers) {
  const auto [speed, height] = GetParam();
  FramePerception perception;
  std::vector<std::optional<int>> first;
  std::vector<std::optional<int>> second;
  for (int i = 0; 20 + speed * i < 108; ++i) {
    const Disc to_the_right{20 + speed * i, 36 - height / 2, 14};
    const Disc to_the_left{108 - speed * i, 36 + height / 2, 13};
    const auto found = perception.update(seen({to_the_right, to_the_left}, i * kFrame));
    if (std::abs(to_the_right.x - to_the_left.x) < 27) continue;  // they touch
    first.push_back(track_at(found, to_the_right));
    second.push_back(track_at(found, to_the_left));
  }
  EXPECT_EQ(track_switches(first), 0);
  EXPECT_EQ(track_switches(second), 0);
  ASSERT_TRUE(first.back() && second.back());
  EXPECT_NE(first.back(), second.back());
}

INSTANTIATE_TEST_SUITE_P(AtManySpeeds, TwoHandsThatCross,
                         ::testing::Values(Crossing{0.8, 0}, Crossing{0.8, 10}, Crossing{1.5, 0},
                                           Crossing{1.5, 5}, Crossing{3, 0}, Crossing{3, 10}));

TEST(FramePerception, BeginsAnewAfterACut) {
  FramePerception perception;
  (void)perception.update(seen({{30, 36, 14}}, 0.0));
  auto other = seen({{31, 36, 14}}, kFrame);
  for (auto& value : other.picture.pixels) value = static_cast<std::uint8_t>(255 - value);
  const auto found = perception.update(other);
  EXPECT_TRUE(found.cut);
  EXPECT_EQ(found.hands.at(0).track, 2);
}

TEST(FramePerception, GoesOnAfterTheResolutionChanges) {
  FramePerception perception;
  (void)perception.update(seen({{30, 36, 14}}, 0.0));
  const Image mask = discs(64, 64, {{30, 30, 14}});
  const auto found = perception.update(
      {.picture = Image(64, 64, 3, 40), .hand = map_of(mask, 0.9F, 0.0F), .time_s = kFrame});
  EXPECT_EQ(found.probability.width, 64);
  EXPECT_EQ(found.hands.size(), 1U);
}

TEST(FramePerception, GoesOnWhenTimeJumpsBack) {
  FramePerception perception;
  (void)perception.update(seen({{30, 36, 14}}, 9.0));
  EXPECT_EQ(perception.update(seen({{30, 36, 14}}, 0.0)).hands.size(), 1U);
}

TEST(FramePerception, KeepsAHandWhoseProbabilityDropsForAFrame) {
  FramePerception perception;
  for (int i = 0; i < 5; ++i) (void)perception.update(seen({{30, 36, 14}}, i * kFrame));
  auto faint = seen({{30, 36, 14}}, 5 * kFrame);
  for (auto& value : faint.hand.values) value *= 0.45F;  // 0.43 at the hand
  EXPECT_EQ(perception.update(faint).hands.size(), 1U);
}

TEST(FramePerception, TellsSidesWhereTheModelDoes) {
  FramePerception perception;
  auto observation = seen({{30, 36, 14}, {90, 36, 14}}, 0.0);
  ProbabilityMap right = observation.hand;
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      right.values[static_cast<std::size_t>(y * kWidth + x)] = x < 64 ? 0.1F : 0.9F;
    }
  }
  observation.right = right;
  for (const auto& hand : perception.update(observation).hands) {
    EXPECT_EQ(hand.side, hand.box.x < 64 ? "left" : "right");
  }
}

TEST(FramePerception, RefusesSidesOfAnotherSize) {
  FramePerception perception;
  auto observation = seen({{30, 36, 14}}, 0.0);
  observation.right = ProbabilityMap{.width = 8, .height = 8, .values = std::vector<float>(64)};
  EXPECT_THROW((void)perception.update(observation), InvalidArgument);
}

TEST(WithSides, SaysOfEachHandWhatItsPixelsSay) {
  std::vector<Hand> hands{{.box = {0, 0, 2, 1}, .mask = Image(2, 1, 1, kHand)},
                          {.box = {2, 0, 2, 1}, .mask = Image(2, 1, 1, kHand)}};
  const ProbabilityMap right{.width = 4, .height = 1, .values = {0.1F, 0.3F, 0.9F, 0.2F}};
  const auto told = with_sides(hands, right);
  EXPECT_EQ(told[0].side, "left");
  EXPECT_EQ(told[1].side, "right");  // 0.55 on average
  EXPECT_EQ(with_sides(hands, right, {.mirrored = true})[0].side, "right");
}

TEST(FramePerception, HasNoMemoryWithoutTime) {
  FramePerception perception(without_time());
  (void)perception.update(seen({{30, 36, 14}}, 0.0));
  const auto found = perception.update(seen({}, kFrame));
  EXPECT_TRUE(found.hands.empty());
  EXPECT_LT(found.probability.values[36 * kWidth + 30], 0.1F);
}

TEST(HandsInFrame, CoverTheHandAtTheFramesSize) {
  FramePerception perception;
  const auto found = perception.update(seen({{30, 36, 14}}, 0.0));
  const auto hands = hands_in_frame(found, 10 * kWidth, 10 * kHeight);
  ASSERT_EQ(hands.size(), 1U);
  // the disc's middle is the middle of pixel 30: 305 at ten times the size
  const Box& box = hands[0].box;
  EXPECT_NEAR(box.x + box.width / 2.0, 305.0, 1.0);
  EXPECT_NEAR(box.width, 290, 10);
  EXPECT_NEAR(hands[0].smooth_box->width, 290, 10);
}

TEST(HandsInFrame, DoNotCoverTheirNeighbour) {
  FramePerception perception;
  const auto found = perception.update(seen({{44, 36, 16}, {74, 36, 16}}, 0.0));
  const auto hands = hands_in_frame(found, 2 * kWidth, 2 * kHeight);
  ASSERT_EQ(hands.size(), 2U);
  Image covered(2 * kWidth, 2 * kHeight, 1);
  for (const Hand& hand : hands) {
    for (int y = 0; y < hand.mask.height; ++y) {
      for (int x = 0; x < hand.mask.width; ++x) {
        if (*hand.mask.at(x, y) == 0) continue;
        ASSERT_EQ((*covered.at(hand.box.x + x, hand.box.y + y))++, 0);
      }
    }
  }
}

TEST(KeptProbability, DropsWhatIsNoHand) {
  FramePerception perception;
  const auto found = perception.update(seen({{30, 36, 14}, {110, 10, 2}}, 0.0));
  const auto kept = kept_probability(found);
  EXPECT_GT(kept.values[36 * kWidth + 30], 0.9F);
  EXPECT_EQ(kept.values[10 * kWidth + 110], 0.0F);
}

TEST(Observe, ShowsTheNetworkTheFrameAtItsSize) {
  const auto seen = observe(Image(100, 50, 3), 1.5, 20, [](const Image& picture) {
    EXPECT_EQ(picture.width, 20);
    EXPECT_EQ(picture.height, 10);
    return HandMaps{.hand = {.width = 20, .height = 10, .values = std::vector<float>(200, 0.25F)}};
  });
  EXPECT_EQ(seen.picture.width, 20);
  EXPECT_EQ(seen.time_s, 1.5);
  EXPECT_EQ(seen.hand.values.front(), 0.25F);
  EXPECT_FALSE(seen.right.has_value());
}

}  // namespace
}  // namespace handsight
