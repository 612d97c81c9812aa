// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/heatmaps.h"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "handsight/core/error.h"

namespace handsight {
namespace {

constexpr int kWide = 20;
constexpr int kHigh = 16;

std::vector<float> empty_maps() { return std::vector<float>(kKeypointCount * kWide * kHigh, 0.0F); }
float& at(std::vector<float>& maps, std::size_t keypoint, int x, int y) {
  return maps[keypoint * kWide * kHigh + static_cast<std::size_t>(y * kWide + x)];
}

// Two pixels of 0.6 and 0.3: the point lies a third of the way between them.
TEST(HeatmapPeak, LieBetweenPixelsWhereTheMapSaysSo) {
  auto maps = empty_maps();
  at(maps, 4, 9, 7) = 0.6F;
  at(maps, 4, 10, 7) = 0.3F;
  const auto points = decode_heatmaps(maps, kWide, kHigh);
  EXPECT_NEAR(points[4].x, 9.0 + 1.0 / 3.0, 1e-6);
  EXPECT_NEAR(points[4].y, 7.0, 1e-6);
  EXPECT_NEAR(points[4].confidence, 0.6, 1e-6);
}

TEST(HeatmapPeak, AreNotDrawnByASecondPeakFarAway) {
  auto maps = empty_maps();
  at(maps, 0, 3, 7) = 0.9F;
  at(maps, 0, 16, 7) = 0.8F;
  EXPECT_NEAR(decode_heatmaps(maps, kWide, kHigh)[0].x, 3.0, 1e-6);
}

TEST(HeatmapPeak, AreHiddenWhereTheMapIsFlat) {
  auto maps = empty_maps();
  at(maps, 0, 3, 7) = 0.09F;
  at(maps, 1, 3, 7) = 0.11F;
  const auto points = decode_heatmaps(maps, kWide, kHigh);
  EXPECT_EQ(points[0].state, KeypointState::kOccluded);
  EXPECT_EQ(points[1].state, KeypointState::kVisible);
}

TEST(HeatmapPeak, RefuseMapsOfAnotherSize) {
  EXPECT_THROW((void)decode_heatmaps(empty_maps(), kWide, kHigh + 1), InvalidArgument);
}

constexpr DecodeOptions kMean{.decoding = HeatmapDecoding::kMean};

/// A map of 100 x 50 logits, far below zero but at two places.
std::vector<float> two_places(float first, float second) {
  std::vector<float> map(100 * 50, -200.0F);
  map[20 * 100 + 30] = first;
  map[20 * 100 + 32] = second;
  return map;
}

// softmax(log 3, 0) = 3/4, 1/4: a quarter of the way from column 30 to 32.
TEST(HeatmapMean, LiesWhereTheSoftmaxSays) {
  const auto point = decode_heatmap(two_places(std::log(3.0F), 0.0F), 100, 50, kMean);
  EXPECT_NEAR(point.x, 30.5, 1e-5);
  EXPECT_NEAR(point.y, 20.0, 1e-5);
}

// Both places are within 4 % of 100 px of their mean.
TEST(HeatmapMean, IsSureOfWhatLiesTogether) {
  const auto point = decode_heatmap(two_places(0.0F, 0.0F), 100, 50, kMean);
  EXPECT_NEAR(point.confidence, 1.0, 1e-5);
  EXPECT_EQ(point.state, KeypointState::kVisible);
}

// The mean of two places 60 px apart would be near neither.
TEST(HeatmapMean, LiesInTheHeavierOfTwoPlaces) {
  auto map = two_places(0.0F, -200.0F);
  map[20 * 100 + 90] = std::log(3.0F);
  const auto point = decode_heatmap(map, 100, 50, kMean);
  EXPECT_NEAR(point.x, 90.0, 1e-5);
  EXPECT_NEAR(point.confidence, 0.75, 1e-5);
  const auto steady =
      decode_heatmap(map, 100, 50, {.decoding = HeatmapDecoding::kMean, .steady = true});
  EXPECT_NEAR(steady.x, 75.0, 1e-5);
  EXPECT_NEAR(steady.confidence, 0.0, 1e-5);
}

// Of a line of 99 pixels, 9 lie within 4 px of its middle.
TEST(HeatmapMean, IsNotSureOfWhatIsSpreadOut) {
  std::vector<float> map(100 * 50, -200.0F);
  for (std::size_t x = 0; x < 99; ++x) map[20 * 100 + x] = 1.0F;
  const auto point = decode_heatmap(map, 100, 50, kMean);
  EXPECT_NEAR(point.x, 49.0, 1e-5);
  EXPECT_NEAR(point.confidence, 9.0 / 99.0, 1e-5);
  EXPECT_EQ(point.state, KeypointState::kOccluded);
}

// 49 pixels lie within 4 px of a pixel, of 101 x 101.
TEST(HeatmapMean, IsTheMiddleOfAFlatMap) {
  const auto point = decode_heatmap(std::vector<float>(101 * 101, 7.0F), 101, 101, kMean);
  EXPECT_NEAR(point.x, 50.0, 1e-5);
  EXPECT_NEAR(point.confidence, 49.0 / (101.0 * 101.0), 1e-5);
}

TEST(HeatmapMean, HasNoConfidenceInWhatIsNoNumber) {
  auto map = two_places(0.0F, 0.0F);
  map[7] = std::numeric_limits<float>::quiet_NaN();
  const auto point = decode_heatmap(map, 100, 50, kMean);
  EXPECT_EQ(point.confidence, 0.0);
  EXPECT_DOUBLE_EQ(point.x, 49.5);
}

}  // namespace
}  // namespace handsight
