// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/tracker.h"

#include <cmath>

#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/core/seed.h"
#include "handsight/perception/rectangle.h"
#include "handsight/perception/stability.h"

#include "perception/drawn_mask.h"

namespace handsight {
namespace {

using testing::full_hand;

constexpr double kFrame = 1.0 / 30.0;
constexpr int kLongest = 128;

std::vector<int> numbers(const std::vector<Hand>& hands) {
  std::vector<int> all;
  for (const auto& hand : hands) all.push_back(hand.track.value_or(-1));
  return all;
}

TEST(Tracker, ReportsTheHandsOfTheFirstFrameAtOnce) {
  Tracker tracker;
  const auto hands =
      tracker.update({full_hand({0, 0, 20, 20}), full_hand({50, 0, 20, 20})}, 0.0, kLongest);
  EXPECT_EQ(numbers(hands), (std::vector<int>{1, 2}));
}

TEST(Tracker, ReportsALaterHandInItsSecondFrame) {
  Tracker tracker;
  EXPECT_TRUE(tracker.update({}, 0.0, kLongest).empty());
  EXPECT_TRUE(tracker.update({full_hand({0, 0, 20, 20})}, kFrame, kLongest).empty());
  EXPECT_EQ(tracker.update({full_hand({0, 0, 20, 20})}, 2 * kFrame, kLongest).size(), 1U);
}

TEST(Tracker, KeepsNumbersWhenTheOrderOfHandsChanges) {
  Tracker tracker;
  (void)tracker.update({full_hand({0, 0, 20, 20}), full_hand({50, 0, 20, 20})}, 0.0, kLongest);
  EXPECT_EQ(numbers(tracker.update({full_hand({51, 0, 20, 20}), full_hand({1, 0, 20, 20})}, kFrame,
                                   kLongest)),
            (std::vector<int>{2, 1}));
}

TEST(Tracker, RemembersAHandForFourTenthsOfASecond) {
  Tracker tracker;
  (void)tracker.update({full_hand({0, 0, 20, 20})}, 0.0, kLongest);
  (void)tracker.update({}, 0.2, kLongest);
  EXPECT_EQ(numbers(tracker.update({full_hand({0, 0, 20, 20})}, 0.39, kLongest)),
            (std::vector<int>{1}));
  (void)tracker.update({}, 0.6, kLongest);
  (void)tracker.update({full_hand({0, 0, 20, 20})}, 0.8, kLongest);
  EXPECT_EQ(numbers(tracker.update({full_hand({0, 0, 20, 20})}, 0.83, kLongest)),
            (std::vector<int>{2}));
}

TEST(Tracker, ReportsHandsOfFramesThatComeOnceASecond) {
  Tracker tracker;
  for (int second = 0; second < 4; ++second) {
    const auto hands = tracker.update({full_hand({0, 0, 20, 20})}, second, kLongest);
    EXPECT_EQ(numbers(hands), (std::vector<int>{1}));
  }
  EXPECT_EQ(numbers(tracker.update({full_hand({80, 0, 20, 20})}, 4.0, kLongest)),
            (std::vector<int>{2}));
}

TEST(Tracker, GivesAHandFarAwayAnotherNumber) {
  Tracker tracker({.birth_frames = 1});
  (void)tracker.update({full_hand({0, 0, 20, 20})}, 0.0, kLongest);
  EXPECT_EQ(numbers(tracker.update({full_hand({80, 80, 20, 20})}, kFrame, kLongest)),
            (std::vector<int>{2}));
}

TEST(Tracker, FollowsAHandThatMovesOverAGap) {
  Tracker tracker;
  // 3 pixels a frame; after 5 frames without it, it is 15 pixels on: no overlap with the last box
  for (int i = 0; i < 15; ++i) {
    (void)tracker.update({full_hand({3 * i, 0, 12, 12})}, i * kFrame, kLongest);
  }
  EXPECT_EQ(numbers(tracker.update({full_hand({3 * 19, 0, 12, 12})}, 19 * kFrame, kLongest)),
            (std::vector<int>{1}));
}

TEST(Tracker, KeepsTwoHandsApartThatPassEachOther) {
  Tracker tracker;
  std::vector<std::optional<int>> first;
  std::vector<std::optional<int>> second;
  for (int i = 0; i < 60; ++i) {
    // one to the right, one to the left, 4 pixels apart in height
    const Hand a = full_hand({2 * i, 20, 24, 24});
    const Hand b = full_hand({120 - 2 * i, 24, 24, 24});
    const auto hands = tracker.update({a, b}, i * kFrame, kLongest);
    ASSERT_EQ(hands.size(), 2U);
    first.push_back(hands[0].track);
    second.push_back(hands[1].track);
  }
  EXPECT_EQ(track_switches(first), 0);
  EXPECT_EQ(track_switches(second), 0);
}

TEST(Tracker, BelievesTheNumberOfAHandThatWasKnown) {
  Tracker tracker;
  (void)tracker.update({full_hand({0, 0, 20, 20}), full_hand({30, 0, 20, 20})}, 0.0, kLongest);
  auto first = full_hand({28, 0, 20, 20});
  first.track = 1;
  EXPECT_EQ(numbers(tracker.update({full_hand({30, 0, 20, 20}), first}, kFrame, kLongest)),
            (std::vector<int>{2, 1}));
}

TEST(Tracker, KeepsAHandThatStopsBehindAnotherOne) {
  Tracker tracker;
  const Hand still = full_hand({50, 0, 30, 30});
  for (int i = 0; i < 15; ++i) {
    (void)tracker.update({full_hand({3 * i, 5, 20, 20}), still}, i * kFrame, kLongest);
  }
  for (int i = 15; i < 75; ++i) {  // two seconds out of sight
    ASSERT_EQ(numbers(tracker.update({still}, i * kFrame, kLongest)), (std::vector<int>{2}));
  }
  EXPECT_EQ(numbers(tracker.update({full_hand({70, 5, 20, 20}), still}, 75 * kFrame, kLongest)),
            (std::vector<int>{1, 2}));
}

TEST(Tracker, SteadiesABoxThatTrembles) {
  Tracker tracker;
  Random random(Seed(4));
  std::vector<Rectangle> measured;
  std::vector<Rectangle> steady;
  for (int i = 0; i < 120; ++i) {
    const auto tremble = [&] { return static_cast<int>(random.below(3)) - 1; };
    const Box box{40 + tremble(), 40 + tremble(), 32 + tremble(), 32 + tremble()};
    const auto hands = tracker.update({full_hand(box)}, i * kFrame, kLongest);
    if (i < 30) continue;
    measured.push_back(rectangle_of(box));
    steady.push_back(hands.at(0).smooth_box.value());
  }
  EXPECT_GT(centre_jitter(measured), 0.03);
  EXPECT_LT(centre_jitter(steady), 0.015);
}

TEST(Tracker, EndsAllTracksAfterReset) {
  Tracker tracker;
  (void)tracker.update({full_hand({0, 0, 20, 20})}, 0.0, kLongest);
  tracker.reset();
  EXPECT_EQ(numbers(tracker.update({full_hand({0, 0, 20, 20})}, kFrame, kLongest)),
            (std::vector<int>{2}));
}

TEST(Tracker, PassesHandsOnWhenSwitchedOff) {
  Tracker tracker({.enabled = false});
  const auto hands = tracker.update({full_hand({0, 0, 20, 20})}, 0.0, kLongest);
  ASSERT_EQ(hands.size(), 1U);
  EXPECT_FALSE(hands[0].track);
}

TEST(Stability, CountsNoSwitchAcrossAGap) {
  const std::vector<std::optional<int>> tracks{7, 7, std::nullopt, 7, 8, 8};
  EXPECT_EQ(track_switches(tracks), 1);
}

// Centres 0 and 2 pixels: standard deviation 1, of a side of 10.
TEST(Stability, MeasuresJitterAgainstTheHandsSize) {
  const std::vector<Rectangle> boxes{{-5, 0, 10, 8}, {-3, 0, 10, 8}};
  EXPECT_NEAR(centre_jitter(boxes), 0.1, 1e-12);
}

// Every second frame all points are 2 pixels further right, of a hand 100 pixels long.
TEST(Stability, MeasuresTheTremblingOfKeypoints) {
  HandKeypoints still{};
  still[12].y = 100.0;
  auto moved = still;
  for (auto& point : moved) point.x += 2.0;
  const std::vector<HandKeypoints> frames{still, moved, still, moved};
  EXPECT_NEAR(keypoint_jitter(frames), 0.01, 1e-9);
  EXPECT_EQ(keypoint_jitter({}), 0.0);
}

TEST(Stability, FindsTheLagOfAShiftedSeries) {
  std::vector<double> measured;
  std::vector<double> filtered;
  for (int i = 0; i < 50; ++i) {
    measured.push_back(std::sin(0.3 * i));
    filtered.push_back(std::sin(0.3 * (i - 2)));
  }
  EXPECT_DOUBLE_EQ(lag_s(measured, filtered, 0.04, 5), 0.08);
  EXPECT_THROW((void)lag_s(measured, {}, 0.04, 5), InvalidArgument);
}

}  // namespace
}  // namespace handsight
