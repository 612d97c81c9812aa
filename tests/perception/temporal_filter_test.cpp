// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/temporal_filter.h"

#include <gtest/gtest.h>

#include "handsight/core/error.h"

namespace handsight {
namespace {

constexpr double kFrame = 1.0 / 30.0;

ProbabilityMap map_of(float value) {
  return {.width = 3, .height = 3, .values = std::vector<float>(9, value)};
}
Image grey(std::uint8_t value) { return {3, 3, 1, value}; }

TEST(Luma, WeighsGreenMost) {
  Image rgb(3, 1, 3);
  rgb.pixels = {255, 0, 0, 0, 255, 0, 0, 0, 255};
  EXPECT_EQ(luma_of(rgb).pixels, (std::vector<std::uint8_t>{77, 149, 29}));
}

TEST(TemporalFilter, KeepsFourTenthsOfThePastAtThirtyFramesASecond) {
  TemporalFilter filter;
  (void)filter.update(map_of(1.0F), grey(50), 0.0);
  EXPECT_NEAR(filter.update(map_of(0.0F), grey(50), kFrame).values[4], 0.4F, 1e-6);
}

TEST(TemporalFilter, ForgetsAsMuchOverADroppedFrameAsOverTwo) {
  TemporalFilter filter;
  (void)filter.update(map_of(1.0F), grey(50), 0.0);
  EXPECT_NEAR(filter.update(map_of(0.0F), grey(50), 2 * kFrame).values[4], 0.16F, 1e-6);
}

TEST(TemporalFilter, LetsOnlyTheNewFrameCountWhereThePictureMoves) {
  TemporalFilter filter;
  (void)filter.update(map_of(1.0F), grey(50), 0.0);
  EXPECT_EQ(filter.update(map_of(0.0F), grey(64), kFrame).values[4], 0.0F);
}

// Change 9 lies halfway between still (4) and moving (14): half of the memory counts.
TEST(TemporalFilter, OpensItsGateBetweenStillAndMoving) {
  TemporalFilter filter;
  (void)filter.update(map_of(1.0F), grey(50), 0.0);
  EXPECT_NEAR(filter.update(map_of(0.0F), grey(59), kFrame).values[4], 0.2F, 1e-6);
}

TEST(TemporalFilter, StartsAnewAfterAGapAJumpBackAndAnotherSize) {
  TemporalFilter filter;
  (void)filter.update(map_of(1.0F), grey(50), 5.0);
  EXPECT_EQ(filter.update(map_of(0.0F), grey(50), 6.0).values[4], 0.0F);
  (void)filter.update(map_of(1.0F), grey(50), 6.0 + kFrame);
  EXPECT_EQ(filter.update(map_of(0.0F), grey(50), 1.0).values[4], 0.0F);
  const ProbabilityMap wide{.width = 2, .height = 1, .values = {1.0F, 1.0F}};
  EXPECT_EQ(filter.update(wide, Image(2, 1, 1, 50), 1.0 + kFrame).values, wide.values);
}

TEST(TemporalFilter, PassesMapsOnWhenSwitchedOff) {
  TemporalFilter filter({.enabled = false});
  (void)filter.update(map_of(1.0F), grey(50), 0.0);
  EXPECT_EQ(filter.update(map_of(0.0F), grey(50), kFrame).values[4], 0.0F);
}

TEST(TemporalFilter, RefusesBrightnessOfAnotherSize) {
  TemporalFilter filter;
  EXPECT_THROW((void)filter.update(map_of(1.0F), Image(2, 3, 1), 0.0), InvalidArgument);
}

// Left half dark, right half light, or all of one brightness.
Image scene(std::uint8_t left, std::uint8_t right) {
  Image luma(16, 4, 1, left);
  for (int y = 0; y < 4; ++y) std::fill_n(luma.at(8, y), 8, right);
  return luma;
}

TEST(CutDetector, SeesAnotherScene) {
  CutDetector detector;
  EXPECT_FALSE(detector.is_cut(scene(20, 30)));
  EXPECT_TRUE(detector.is_cut(scene(200, 120)));
}

TEST(CutDetector, TakesMotionForMotion) {
  // everything changes its place, but the same brightnesses are there
  CutDetector detector;
  EXPECT_FALSE(detector.is_cut(scene(20, 200)));
  EXPECT_FALSE(detector.is_cut(scene(200, 20)));
}

TEST(CutDetector, TakesNoiseForTheSameScene) {
  CutDetector detector;
  EXPECT_FALSE(detector.is_cut(scene(20, 200)));
  EXPECT_FALSE(detector.is_cut(scene(23, 196)));
}

TEST(CutDetector, SeesAChangeOfSize) {
  CutDetector detector;
  EXPECT_FALSE(detector.is_cut(Image(4, 4, 1, 9)));
  EXPECT_TRUE(detector.is_cut(Image(5, 4, 1, 9)));
}

}  // namespace
}  // namespace handsight
