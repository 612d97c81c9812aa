// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/visualisation/overlay.h"

#include <algorithm>
#include <filesystem>
#include <limits>

#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/imaging/picture_file.h"
#include "handsight/perception/hands.h"

namespace handsight {
namespace {

struct Scene {
  Image picture;
  ProbabilityMap probability;
  Image mask;
  std::vector<Hand> hands;
};

/// A picture of one grey with a rectangular hand.
Scene scene(int width, int height, const Box& box, std::uint8_t grey) {
  Scene made{.picture = Image(width, height, 3, grey),
             .probability = {.width = width, .height = height, .values = {}},
             .mask = {},
             .hands = {}};
  made.probability.values.assign(made.picture.pixel_count(), 0.0F);
  for (int y = box.y; y < box.y + box.height; ++y) {
    for (int x = box.x; x < box.x + box.width; ++x) {
      made.probability.values[static_cast<std::size_t>(y * width + x)] = 1.0F;
    }
  }
  made.mask = threshold_mask(made.probability, 0.5);
  made.hands = find_hands(made.probability);
  return made;
}

int contrast(const std::uint8_t* a, const std::uint8_t* b) {
  int largest = 0;
  for (int c = 0; c < 3; ++c) largest = std::max(largest, std::abs(a[c] - b[c]));
  return largest;
}

TEST(Overlay, LeavesThePictureAloneWithoutAHand) {
  const auto empty = scene(200, 150, {0, 0, 0, 0}, 90);
  EXPECT_EQ(draw_overlay(empty.picture, empty.mask, empty.hands), empty.picture);
}

TEST(Overlay, TintsTheHandAndNotTheRest) {
  const auto one = scene(300, 300, {100, 100, 100, 100}, 90);
  const auto drawn = draw_overlay(one.picture, one.mask, one.hands);
  EXPECT_GT(contrast(drawn.at(150, 150), one.picture.at(150, 150)), 30);
  EXPECT_EQ(contrast(drawn.at(20, 280), one.picture.at(20, 280)), 0);
}

class OnAnyGround : public ::testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Greys, OnAnyGround, ::testing::Values(0, 64, 128, 190, 255));

TEST_P(OnAnyGround, HasAnEdgeThatCanBeSeen) {
  const auto grey = static_cast<std::uint8_t>(GetParam());
  const auto one = scene(300, 300, {100, 100, 100, 100}, grey);
  const auto drawn = draw_overlay(one.picture, one.mask, one.hands, {.boxes = false});
  int strongest = 0;
  for (int x = 94; x < 106; ++x) {
    strongest = std::max(strongest, contrast(drawn.at(x, 150), one.picture.at(x, 150)));
  }
  EXPECT_GT(strongest, 100);
}

TEST(Overlay, ShowsMaskPixelsThatBelongToNoHand) {
  auto one = scene(300, 300, {100, 100, 100, 100}, 90);
  *one.mask.at(10, 290) = kHand;
  const auto drawn = draw_overlay(one.picture, one.mask, one.hands);
  EXPECT_GT(contrast(drawn.at(10, 290), one.picture.at(10, 290)), 20);
}

TEST(Overlay, GivesHandsDifferentColours) {
  auto two = scene(300, 300, {20, 100, 60, 60}, 90);
  for (int y = 100; y < 150; ++y) {
    for (int x = 200; x < 250; ++x) {
      two.probability.values[static_cast<std::size_t>(y * 300 + x)] = 1.0F;
    }
  }
  const auto hands = find_hands(two.probability);
  ASSERT_EQ(hands.size(), 2U);
  const auto drawn = draw_overlay(two.picture, threshold_mask(two.probability, 0.5), hands);
  EXPECT_GT(contrast(drawn.at(50, 130), drawn.at(225, 125)), 30);
}

TEST(Overlay, ShowsWhichSideAHandIs) {
  const auto one = scene(300, 300, {100, 100, 100, 100}, 90);
  const auto shown = [&](const char* side) {
    auto hands = one.hands;
    hands[0].side = side;
    return draw_overlay(one.picture, one.mask, hands, {.boxes = false, .labels = false});
  };
  const auto left = shown("left"), right = shown("right");
  EXPECT_GT(left.at(150, 150)[0], left.at(150, 150)[2]);    // orange
  EXPECT_GT(right.at(150, 150)[2], right.at(150, 150)[0]);  // blue
}

/// The hand of a scene with a finger from its corner to its middle and all other points outside.
std::vector<Hand> with_one_finger(const Scene& one, KeypointState tip) {
  auto hands = one.hands;
  HandKeypoints points{};
  points.fill({.state = KeypointState::kOutside});
  points[0] = {.x = 110, .y = 110};
  for (std::size_t joint = 0; joint < 4; ++joint) {
    const double place = 120.0 + 10.0 * static_cast<double>(joint);
    points[keypoint_of(2, joint)] = {.x = place, .y = place};
  }
  points[keypoint_of(2, 3)].state = tip;
  hands[0].keypoints = points;
  return hands;
}

TEST(Overlay, DrawsFingersInTheirColours) {
  const auto one = scene(300, 300, {100, 100, 100, 100}, 90);
  const auto hands = with_one_finger(one, KeypointState::kVisible);
  const auto drawn = draw_overlay(one.picture, one.mask, hands);
  const auto* tip = drawn.at(150, 150);
  EXPECT_GT(tip[1], tip[0] + 100);      // the middle finger is green
  EXPECT_EQ(*drawn.at(110, 110), 255);  // the wrist is white
}

TEST(Overlay, DrawsWhatIsOccludedHollowAndNothingOutside) {
  const auto one = scene(300, 300, {100, 100, 100, 100}, 90);
  const OverlayOptions without{.skeletons = false};
  const auto plain = draw_overlay(one.picture, one.mask, one.hands, without);
  const auto hollow =
      draw_overlay(one.picture, one.mask, with_one_finger(one, KeypointState::kOccluded));
  EXPECT_LT(hollow.at(151, 150)[1], 200);
  EXPECT_NE(hollow, plain);
  const auto none =
      draw_overlay(one.picture, one.mask, with_one_finger(one, KeypointState::kOutside));
  EXPECT_EQ(contrast(none.at(150, 150), plain.at(150, 150)), 0);
}

TEST(Overlay, DrawsKeypointsFarBeyondThePicture) {
  const auto one = scene(30, 30, {10, 10, 10, 10}, 90);
  auto hands = one.hands;
  hands[0].keypoints.emplace();
  hands[0].keypoints->fill({.x = 1e30, .y = -1e30});
  EXPECT_NO_THROW((void)draw_overlay(one.picture, one.mask, hands));
}

struct Size {
  int width;
  int height;
};
class AnySize : public ::testing::TestWithParam<Size> {};
INSTANTIATE_TEST_SUITE_P(Sizes, AnySize,
                         ::testing::Values(Size{1, 1}, Size{16, 16}, Size{2000, 1}, Size{1, 2000},
                                           Size{97, 400}));

TEST_P(AnySize, DrawsAHandThatFillsThePicture) {
  const auto [width, height] = GetParam();
  const auto full = scene(width, height, {0, 0, width, height}, 90);
  const auto drawn = draw_overlay(full.picture, full.mask, full.hands);
  EXPECT_EQ(drawn.width, width);
  EXPECT_EQ(drawn.height, height);
  EXPECT_NE(drawn, full.picture);
}

TEST(Overlay, RefusesAMaskOfAnotherSize) {
  const auto one = scene(30, 30, {10, 10, 10, 10}, 90);
  EXPECT_THROW((void)draw_overlay(one.picture, Image(29, 30, 1), one.hands), InvalidArgument);
}

TEST(Overlay, RefusesAHandOutsideThePicture) {
  auto one = scene(30, 30, {10, 10, 10, 10}, 90);
  one.hands[0].box.x = 25;
  EXPECT_THROW((void)draw_overlay(one.picture, one.mask, one.hands), InvalidArgument);
}

TEST(Cutout, IsOpaqueInsideAndEmptyOutside) {
  const auto one = scene(60, 60, {20, 20, 20, 20}, 90);
  const auto cutout = cut_out(one.picture, one.probability);
  EXPECT_EQ(std::vector<std::uint8_t>(cutout.at(30, 30), cutout.at(30, 30) + 4),
            (std::vector<std::uint8_t>{90, 90, 90, 255}));
  EXPECT_EQ(std::vector<std::uint8_t>(cutout.at(5, 5), cutout.at(5, 5) + 4),
            (std::vector<std::uint8_t>{0, 0, 0, 0}));
}

TEST(Cutout, HasASoftEdge) {
  const auto one = scene(60, 60, {20, 20, 20, 20}, 90);
  const auto cutout = cut_out(one.picture, one.probability);
  const auto between = [&](int x) { return cutout.at(x, 30)[3] > 0 && cutout.at(x, 30)[3] < 255; };
  EXPECT_TRUE(between(19) || between(20));
}

TEST(Cutout, IsEmptyWhereTheProbabilityIsNoNumber) {
  auto one = scene(6, 6, {0, 0, 0, 0}, 90);
  one.probability.values.assign(36, std::numeric_limits<float>::quiet_NaN());
  const auto cutout = cut_out(one.picture, one.probability);
  EXPECT_EQ(cutout, Image(6, 6, 4, 0));
}

TEST(Cutout, RefusesProbabilitiesOfAnotherSize) {
  const auto one = scene(30, 30, {10, 10, 10, 10}, 90);
  EXPECT_THROW((void)cut_out(Image(31, 30, 3), one.probability), InvalidArgument);
}

TEST(Overlay, DrawsOnRealPictures) {
  const std::filesystem::path data =
      std::filesystem::path(HANDSIGHT_SOURCE_DIR) / "../shared/data/dev/irllabs";
  if (!std::filesystem::exists(data)) GTEST_SKIP() << "no real pictures at " << data;
  int pictures = 0;
  for (const auto& entry : std::filesystem::directory_iterator(data / "images")) {
    const auto picture = read_picture(entry.path());
    const auto mask = read_label(data / "masks" / (entry.path().stem().string() + ".png"));
    ProbabilityMap map{.width = mask.width, .height = mask.height, .values = {}};
    for (const auto id : mask.pixels) map.values.push_back(id == kHand ? 0.95F : 0.05F);
    const auto hands = find_hands(map);
    EXPECT_FALSE(hands.empty()) << entry.path();
    EXPECT_NE(draw_overlay(picture, mask, hands), picture) << entry.path();
    ++pictures;
  }
  EXPECT_EQ(pictures, 20);
}

}  // namespace
}  // namespace handsight
