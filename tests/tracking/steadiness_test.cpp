// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "handsight/perception/components.h"
#include "handsight/perception/frame_perception.h"
#include "handsight/perception/rectangle.h"
#include "handsight/perception/stability.h"

#include "tracking/rendered_clip.h"

namespace handsight {
namespace {

constexpr int kSettled = 30;  // frames

/// The boxes of a clip's only hand from the second second on.
struct Boxes {
  std::vector<Rectangle> of_truth{};
  std::vector<Rectangle> of_masks{};
  std::vector<Rectangle> given{};
};

Boxes boxes_of(const testing::RenderedClip& clip) {
  Boxes boxes;
  FramePerception perception;
  for (int i = 0; i < clip.frames(); ++i) {
    const auto frame = clip.frame(i);
    const auto found = perception.update(frame.observation);
    if (i < kSettled) continue;
    const Hand& hand = found.hands.at(0);
    boxes.of_truth.push_back(rectangle_of(find_components(frame.masks[0]).all.at(0).box));
    boxes.of_masks.push_back(rectangle_of(hand.box));
    boxes.given.push_back(hand.smooth_box.value());
  }
  return boxes;
}

TEST(Steadiness, KeepsAStillHandWithinHalfAPercentOfItsSize) {
  constexpr double kStill_px_per_s = 0.0;
  const auto boxes = boxes_of(testing::gliding_hand(kStill_px_per_s, 3.0, Seed(5).split(1U)));
  EXPECT_GT(centre_jitter(boxes.of_masks), 0.005);
  EXPECT_LT(centre_jitter(boxes.given), 0.005);
}

struct Glide {
  double px_per_s = 0.0;
  double most_lag_ms = 0.0;
};

class GlidingHand : public ::testing::TestWithParam<Glide> {};

TEST_P(GlidingHand, IsFollowedWithLittleLag) {
  const auto [px_per_s, most_lag_ms] = GetParam();
  const auto boxes = boxes_of(testing::gliding_hand(px_per_s, 2.0, Seed(5)));
  double behind_px = 0.0;
  for (std::size_t i = 0; i < boxes.given.size(); ++i) {
    behind_px += centre_x(boxes.of_truth[i]) - centre_x(boxes.given[i]);
  }
  const double lag_ms = 1e3 * behind_px / static_cast<double>(boxes.given.size()) / px_per_s;
  RecordProperty("lag_ms", std::to_string(lag_ms));
  EXPECT_LT(lag_ms, most_lag_ms);
}

// A fifth of the hand a second, one, and two.
INSTANTIATE_TEST_SUITE_P(AtManySpeeds, GlidingHand,
                         ::testing::Values(Glide{8, 70}, Glide{40, 25}, Glide{80, 15}));

}  // namespace
}  // namespace handsight
