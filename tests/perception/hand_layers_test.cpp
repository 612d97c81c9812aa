// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/hand_layers.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/perception/part_regions.h"

namespace handsight {
namespace {

constexpr int kSize = 8;
constexpr std::size_t kPixels = kSize * kSize;

/// A hand of 8 x 8 at (10, 4) of its frame.
Hand hand_on(const char* side) {
  Hand hand{.box = {10, 4, 8, 8}, .mask = Image(8, 8, 1, 1)};
  hand.side = side;
  return hand;
}

/// A square that lies on that hand pixel by pixel, `zoom` times as large, with no part anywhere.
HandLayers layers_on_hand(double zoom = 1.0) {
  HandLayers layers{.size_px = kSize,
                    .frame_from_square = {.xx = zoom, .x0 = 10.0, .yy = zoom, .y0 = 4.0}};
  layers.parts.assign(HandLayers::kClasses * kPixels, 0.0F);
  layers.depth_mm.assign(kPixels, 400.0F);
  return layers;
}

void say(HandLayers& layers, int part, int x, int y) {
  layers.parts[static_cast<std::size_t>(part) * kPixels + static_cast<std::size_t>(y * kSize + x)] =
      9.0F;
}

TEST(PartMaps, PutThePartsWhereTheSquareLies) {
  const auto hand = hand_on("left");
  auto layers = layers_on_hand();
  say(layers, 12, 3, 2);
  const auto maps = part_maps({&hand, 1}, {&layers, 1}, 32, 16);
  EXPECT_EQ(*maps.left.at(13, 6), 12);
  EXPECT_EQ(*maps.left.at(14, 6), 0);
  EXPECT_EQ(*maps.right.at(13, 6), 0);
}

// Between the centres of two pixels the frame's pixels take after the nearer one.
TEST(PartMaps, EnlargeASmallSquare) {
  const auto hand = hand_on("right");
  auto layers = layers_on_hand(3.0);
  say(layers, 5, 1, 1);
  say(layers, 6, 2, 1);
  const auto maps = part_maps({&hand, 1}, {&layers, 1}, 64, 64);
  EXPECT_EQ(*maps.right.at(13, 7), 5);
  EXPECT_EQ(*maps.right.at(14, 7), 5);
  EXPECT_EQ(*maps.right.at(15, 7), 6);
}

TEST(PartMaps, TurnBackAMirroredSquare) {
  const auto hand = hand_on("left");
  auto layers = layers_on_hand();
  layers.frame_from_square = {.xx = -1.0, .x0 = 17.0, .yy = 1.0, .y0 = 4.0};
  say(layers, 13, 0, 0);
  const auto maps = part_maps({&hand, 1}, {&layers, 1}, 32, 16);
  EXPECT_EQ(*maps.left.at(17, 4), 13);
  EXPECT_EQ(*maps.left.at(10, 4), 0);
}

TEST(PartMaps, EndAtTheFrame) {
  const auto hand = hand_on("right");
  auto layers = layers_on_hand();
  layers.frame_from_square = {.xx = 1.0, .x0 = -4.0, .yy = 1.0, .y0 = -4.0};
  for (int y = 0; y < kSize; ++y) {
    for (int x = 0; x < kSize; ++x) say(layers, 9, x, y);
  }
  const auto maps = part_maps({&hand, 1}, {&layers, 1}, 3, 16);
  EXPECT_EQ(*maps.right.at(2, 3), 9);
  EXPECT_EQ(*maps.right.at(2, 4), 0);
}

TEST(PartMaps, NeedLayersOfEachHand) {
  const auto hand = hand_on("right");
  EXPECT_THROW((void)part_maps({&hand, 1}, {}, 32, 16), InvalidArgument);
}

TEST(DepthMap, CoversTheMaskAlone) {
  auto hand = hand_on("right");
  *hand.mask.at(0, 0) = 0;
  const auto layers = layers_on_hand();
  const auto depth = depth_map({&hand, 1}, {&layers, 1}, 32, 16);
  EXPECT_EQ(depth.values_mm[4 * 32 + 10], 0.0F);
  EXPECT_EQ(depth.values_mm[4 * 32 + 11], 400.0F);
  EXPECT_EQ(depth.values_mm[4 * 32 + 18], 0.0F);
}

TEST(DepthMap, HasNoDepthBehindTheLens) {
  const auto hand = hand_on("right");
  auto layers = layers_on_hand();
  layers.depth_mm.assign(kPixels, -3.0F);
  EXPECT_EQ(depth_map({&hand, 1}, {&layers, 1}, 32, 16).values_mm[4 * 32 + 11], 0.0F);
}

TEST(DepthOf, IsTheMedianOverTheMask) {
  auto hand = hand_on("right");
  auto layers = layers_on_hand();
  layers.depth_mm[0] = 9000.0F;
  EXPECT_DOUBLE_EQ(depth_of(hand, layers).value(), 400.0);
  layers.depth_mm.clear();
  EXPECT_FALSE(depth_of(hand, layers).has_value());
}

// Of four pixels of the parts the mask has three; on the fourth, at (11, 4), lies a keypoint.
TEST(WithLayers, SaysWhatSomethingHides) {
  auto hand = hand_on("right");
  *hand.mask.at(1, 0) = 0;
  HandKeypoints points{};
  points.fill({.x = 12.0, .y = 5.0, .confidence = 0.9});
  points[8].x = 11.0;
  points[8].y = 4.0;
  hand.keypoints = points;
  auto layers = layers_on_hand();
  for (const int x : {0, 1, 2, 3}) say(layers, 1, x, 0);
  const auto told = with_layers(hand, layers, 32, 16);
  EXPECT_DOUBLE_EQ(told.hidden_share.value(), 0.25);
  EXPECT_EQ((*told.keypoints)[8].state, KeypointState::kOccluded);
  EXPECT_EQ((*told.keypoints)[7].state, KeypointState::kVisible);
  EXPECT_DOUBLE_EQ(told.depth_mm.value(), 400.0);
  layers.parts.clear();
  EXPECT_FALSE(with_layers(hand, layers, 32, 16).hidden_share.has_value());
}

// The mask is 8 px wide from column 10 on, one point lies at 30, one beyond the picture.
TEST(LayerViews, ShowMaskAndKeypoints) {
  auto hand = hand_on("right");
  HandKeypoints points{};
  points.fill({.x = 14.0, .y = 8.0, .confidence = 0.9});
  points[20].x = 30.0;
  points[16] = {.x = 90.0, .y = 8.0, .state = KeypointState::kOutside};
  hand.keypoints = points;
  const auto views = layer_views({&hand, 1}, {.margin = 1.0}, false);
  EXPECT_DOUBLE_EQ(views[0].crop.side, 20.0);
  EXPECT_DOUBLE_EQ(views[0].crop.centre_y, 7.5);
}

TEST(LayersOf, TakePartsFromKeypointsWhereNoNetworkTellsThem) {
  const Image frame(32, 16, 3);
  auto hand = hand_on("right");
  EXPECT_TRUE(layers_of(frame, {&hand, 1}, {}, {}, false)[0].parts.empty());
  HandKeypoints points{};
  points.fill({.x = 14.0, .y = 8.0, .confidence = 0.9});
  hand.keypoints = points;
  const LayerNetwork depth_alone = [](const Image&, std::span<const HandView> hands) {
    auto layers = layers_on_hand();
    layers.parts.clear();
    return std::vector<HandLayers>(hands.size(), layers);
  };
  for (const auto& networks : {std::vector<LayerNetwork>(), {depth_alone}}) {
    const auto layers = layers_of(frame, {&hand, 1}, networks, {}, false);
    ASSERT_EQ(layers.size(), 1U);
    EXPECT_FALSE(layers[0].parts.empty());
  }
}

TEST(LayersOf, LeaveTheNetworksPartsAlone) {
  auto hand = hand_on("right");
  hand.keypoints = HandKeypoints{};
  const LayerNetwork both = [](const Image&, std::span<const HandView> hands) {
    return std::vector<HandLayers>(hands.size(), layers_on_hand());
  };
  const auto layers = layers_of(Image(32, 16, 3), {&hand, 1}, {{both}}, {}, false);
  EXPECT_EQ(layers[0].parts, layers_on_hand().parts);
}

TEST(LayersOf, LetKeypointsVoteOnTheNetworksPartsByHowSureTheyAre) {
  auto hand = hand_on("right");
  const LayerNetwork both = [](const Image&, std::span<const HandView> hands) {
    return std::vector<HandLayers>(hands.size(), layers_on_hand());
  };
  const auto told = layers_on_hand();
  for (const double confidence : {0.0, 0.5}) {
    HandKeypoints points{};
    points.fill({.x = 14.0, .y = 8.0, .confidence = confidence});
    hand.keypoints = points;
    const auto votes = part_regions(hand, told.frame_from_square, told.size_px);
    const auto layers = layers_of(Image(32, 16, 3), {&hand, 1}, {{both}}, {}, false);
    EXPECT_EQ(layers[0].parts[0], told.parts[0]) << "that there is no part, nobody votes";
    bool voted = false;
    for (std::size_t i = kPixels; i < votes.size(); ++i) {
      EXPECT_FLOAT_EQ(layers[0].parts[i] - told.parts[i],
                      3.0F * static_cast<float>(confidence) * votes[i]);
      voted = voted || votes[i] > 0.0F;
    }
    EXPECT_TRUE(voted);
  }
}

// The hand covers x from 10 and y from 4 of the frame, its square of 12 px begins at 5 and 0.
TEST(LayersOf, DropPartsThatLieApartFromTheHand) {
  constexpr int kLarge = 12;
  const auto hand = hand_on("right");
  const auto at = [](int part, int x, int y) {
    return static_cast<std::size_t>(part * kLarge * kLarge + y * kLarge + x);
  };
  const LayerNetwork network = [&](const Image&, std::span<const HandView> hands) {
    HandLayers layers{.size_px = kLarge, .frame_from_square = {.x0 = 5.0}};
    layers.parts.assign(HandLayers::kClasses * kLarge * kLarge, 0.0F);
    for (const int x : {3, 4, 5, 6}) layers.parts[at(12, x, 6)] = 2.0F;  // reaches out of the hand
    layers.parts[at(12, 0, 0)] = layers.parts[at(3, 1, 1)] = 2.0F;       // apart from it
    return std::vector<HandLayers>(hands.size(), layers);
  };
  const auto layers = layers_of(Image(32, 16, 3), {&hand, 1}, {{network}}, {}, false);
  const auto& parts = layers[0].parts;
  EXPECT_GT(parts[at(12, 3, 6)], parts[at(0, 3, 6)]);
  EXPECT_LT(parts[at(12, 0, 0)], parts[at(0, 0, 0)]);
  EXPECT_LT(parts[at(3, 1, 1)], parts[at(0, 1, 1)]);
}

/// A network whose squares have that size, with the same number for all it tells.
LayerNetwork telling(int size_px, std::optional<float> part, std::optional<float> depth_mm) {
  return [=](const Image&, std::span<const HandView> hands) {
    const auto pixels = static_cast<std::size_t>(size_px * size_px);
    HandLayers layers{.size_px = size_px};
    if (part) layers.parts.assign(HandLayers::kClasses * pixels, *part);
    if (depth_mm) layers.depth_mm.assign(pixels, *depth_mm);
    return std::vector<HandLayers>(hands.size(), layers);
  };
}

TEST(LayersOf, AreThoseOfTheFirstNetworkThatTellsThem) {
  const auto hand = hand_on("right");
  const std::vector networks{telling(8, {}, 400.0F), telling(8, 2.0F, 900.0F)};
  const auto layers = layers_of(Image(32, 16, 3), {&hand, 1}, networks, {}, false);
  EXPECT_EQ(layers[0].depth_mm.front(), 400.0F);
  EXPECT_EQ(layers[0].parts.front(), 2.0F);
}

TEST(LayersOf, AreNotOfTwoSizes) {
  const auto hand = hand_on("right");
  const std::vector networks{telling(8, {}, 400.0F), telling(16, 2.0F, {})};
  EXPECT_THROW((void)layers_of(Image(32, 16, 3), {&hand, 1}, networks, {}, false), InvalidArgument);
}

TEST(LayerViews, MirrorHandsThatLookLeft) {
  const std::vector hands{hand_on("left"), hand_on("right")};
  const auto views = layer_views(hands, {.margin = 1.5}, false);
  ASSERT_EQ(views.size(), 2U);
  EXPECT_EQ(views[0].view, CropView::kMirrored);
  EXPECT_EQ(views[1].view, CropView::kAsSeen);
  EXPECT_DOUBLE_EQ(views[0].crop.side, 12.0);
  EXPECT_EQ(layer_views(hands, {}, true)[0].view, CropView::kAsSeen);
}

}  // namespace
}  // namespace handsight
