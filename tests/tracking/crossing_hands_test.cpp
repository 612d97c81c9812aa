// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "handsight/perception/frame_perception.h"
#include "handsight/perception/stability.h"

#include "tracking/rendered_clip.h"

namespace handsight {
namespace {

using testing::Meeting;

double mask_iou(const Hand& hand, const Image& truth) {
  double common = 0.0;
  double all = 0.0;
  for (const auto value : truth.pixels) all += value;
  for (int y = 0; y < hand.mask.height; ++y) {
    for (int x = 0; x < hand.mask.width; ++x) {
      if (*hand.mask.at(x, y) == 0) continue;
      const bool is_true = *truth.at(hand.box.x + x, hand.box.y + y) != 0;
      (is_true ? common : all) += 1.0;
    }
  }
  return all > 0.0 ? common / all : 0.0;
}

/// The hand that shows a true one: more than half of both together is common to both, as usual in
/// the evaluation of trackers (Bernardin and Stiefelhagen, 2008).
const Hand* shown(const FrameHands& found, const Image& truth) {
  for (const Hand& hand : found.hands) {
    if (mask_iou(hand, truth) > 0.5) return &hand;
  }
  return nullptr;
}

struct Crossings {
  Meeting meeting = Meeting::kPass;
  std::uint64_t clip = 0;
};

class TwoRenderedHands : public ::testing::TestWithParam<Crossings> {};

TEST_P(TwoRenderedHands, KeepTheirNumbersAndSides) {
  const auto clip =
      testing::crossing_hands(GetParam().meeting, 8, Seed(100).split(GetParam().clip));
  FramePerception mask_only;
  FramePerception with_sides;
  std::array<std::vector<std::optional<int>>, 2> tracks;
  std::array<std::vector<std::optional<int>>, 2> tracks_with_sides;
  int wrong_sides = 0;
  int missed = 0;
  for (int i = 0; i < clip.frames(); ++i) {
    auto frame = clip.frame(i);
    const auto told = with_sides.update(frame.observation);
    frame.observation.right.reset();
    const auto untold = mask_only.update(frame.observation);
    for (const std::size_t hand : {0U, 1U}) {
      const Hand* plain = shown(untold, frame.masks[hand]);
      const Hand* sided = shown(told, frame.masks[hand]);
      tracks[hand].push_back(plain ? plain->track : std::nullopt);
      tracks_with_sides[hand].push_back(sided ? sided->track : std::nullopt);
      if (sided && sided->side != (hand == 0 ? "left" : "right")) ++wrong_sides;
      if (!plain) ++missed;
    }
  }
  for (const std::size_t hand : {0U, 1U}) {
    EXPECT_EQ(track_switches(tracks[hand]), 0);
    EXPECT_EQ(track_switches(tracks_with_sides[hand]), 0);
  }
  EXPECT_EQ(wrong_sides, 0);
  EXPECT_LT(missed, 2 * clip.frames() / 20);  // hidden behind the other, for the most part
}

// Where boxes are only moved on at their last speed while hands touch, the hands of these clips
// change their numbers 2 and 11 times.
INSTANTIATE_TEST_SUITE_P(Clips, TwoRenderedHands,
                         ::testing::Values(Crossings{Meeting::kPass, 7},
                                           Crossings{Meeting::kTurnBack, 1}),
                         [](const auto& param) {
                           return std::string(param.param.meeting == Meeting::kPass ? "Pass"
                                                                                    : "TurnBack") +
                                  std::to_string(param.param.clip);
                         });

}  // namespace
}  // namespace handsight
