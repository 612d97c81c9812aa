// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/layer_grids.h"

#include <cstddef>

#include <gtest/gtest.h>

#include "handsight/core/error.h"

namespace handsight {
namespace {

using Cells = std::vector<std::uint16_t>;

constexpr int kSize = 4;
constexpr std::size_t kPixels = kSize * kSize;

/// All of the square below, in a frame.
Hand hand_at_10_6() { return {.box = {10, 6, 4, 4}, .mask = Image(4, 4, 1, 1)}; }

/// A square of 4 x 4 on that hand, pixel by pixel; depth 100 in its left half and 300 in its right.
HandLayers two_halves() {
  HandLayers layers{.size_px = kSize, .frame_from_square = {.x0 = 10.0, .y0 = 6.0}};
  layers.parts.assign(HandLayers::kClasses * kPixels, 0.0F);
  for (int i = 0; i < static_cast<int>(kPixels); ++i) {
    layers.depth_mm.push_back(i % kSize < 2 ? 100.0F : 300.0F);
  }
  return layers;
}

HandLayers mirrored(HandLayers layers) {
  layers.frame_from_square = {.xx = -1.0, .x0 = 13.0, .y0 = 6.0};
  return layers;
}

TEST(DepthGrid, CoversTheSquareInTheFrame) {
  const auto grid = depth_grid(hand_at_10_6(), two_halves(), 2);
  EXPECT_EQ(grid.square, (Rectangle{10.0, 6.0, 4.0, 4.0}));
  EXPECT_EQ(grid.size, 2);
}

TEST(DepthGrid, IsTheMeanOfEachCell) {
  auto layers = two_halves();
  layers.depth_mm[0] = 180.0F;
  EXPECT_EQ(depth_grid(hand_at_10_6(), layers, 2).cells, (Cells{120, 300, 100, 300}));
  EXPECT_EQ(depth_grid(hand_at_10_6(), two_halves(), 1).cells, Cells{200});
}

TEST(DepthGrid, TurnsBackWhatTheNetworkSawMirrored) {
  const auto grid = depth_grid(hand_at_10_6(), mirrored(two_halves()), 2);
  EXPECT_EQ(grid.cells, (Cells{300, 100, 300, 100}));
  EXPECT_EQ(grid.square, (Rectangle{10.0, 6.0, 4.0, 4.0}));
}

TEST(DepthGrid, CountsTheMaskAlone) {
  auto hand = hand_at_10_6();
  auto layers = two_halves();
  layers.depth_mm[0] = 9000.0F;
  hand.box.height = 2;
  hand.mask = Image(4, 2, 1, 1);
  *hand.mask.at(0, 0) = 0;
  EXPECT_EQ(depth_grid(hand, layers, 2).cells, (Cells{100, 300, 0, 0}));
}

TEST(DepthGrid, TellsNoDepthFromDepthBehindTheLens) {
  auto layers = two_halves();
  layers.depth_mm.assign(kPixels, -5.0F);
  EXPECT_EQ(depth_grid(hand_at_10_6(), layers, 1).cells, Cells{1});
}

TEST(DepthGrid, HasNoMoreCellsThanTheLayersHavePixels) {
  EXPECT_EQ(depth_grid(hand_at_10_6(), two_halves(), 32).size, kSize);
}

TEST(DepthGrid, DividesASizeThatIsNoMultiple) {
  const auto grid = depth_grid(hand_at_10_6(), two_halves(), 3);
  EXPECT_EQ(grid.cells, (Cells{100, 300, 300, 100, 300, 300, 100, 300, 300}));
}

TEST(PartGrid, TakesThePartThatTheCellsPixelsSpeakFor) {
  auto layers = two_halves();
  layers.parts[7 * kPixels + 0] = 3.0F;
  layers.parts[12 * kPixels + 1] = 2.0F;
  layers.parts[12 * kPixels + 4] = 2.0F;
  EXPECT_EQ(part_grid(layers, 2).cells, (Cells{12, 0, 0, 0}));
  EXPECT_EQ(part_grid(mirrored(layers), 2).cells, (Cells{0, 12, 0, 0}));
}

TEST(LayerGrids, NeedTheirLayer) {
  const HandLayers nothing{.size_px = kSize};
  EXPECT_THROW((void)depth_grid(hand_at_10_6(), nothing, 2), InvalidArgument);
  EXPECT_THROW((void)part_grid(nothing, 2), InvalidArgument);
  EXPECT_THROW((void)depth_grid(hand_at_10_6(), two_halves(), 0), InvalidArgument);
}

}  // namespace
}  // namespace handsight
