// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/matte.h"

#include <gtest/gtest.h>

#include "handsight/core/error.h"

namespace handsight {
namespace {

// A hand on the left half: 1 up to column 3, 0 from column 4.
ProbabilityMap half() {
  ProbabilityMap map{.width = 8, .height = 2, .values = {}};
  for (int i = 0; i < 16; ++i) map.values.push_back(i % 8 < 4 ? 1.0F : 0.0F);
  return map;
}

TEST(Enlarge, InterpolatesBetweenPixelCentres) {
  const ProbabilityMap map{.width = 2, .height = 1, .values = {0.0F, 1.0F}};
  EXPECT_EQ(enlarge(map, 4, 1).values, (std::vector<float>{0.0F, 0.25F, 0.75F, 1.0F}));
}

TEST(Matte, IsFullInsideAndEmptyOutside) {
  const auto alpha = alpha_matte(half(), 80, 20);
  EXPECT_EQ(*alpha.at(5, 10), 255);
  EXPECT_EQ(*alpha.at(75, 10), 0);
}

TEST(Matte, RisesOverTheFeatherAlone) {
  // ten times enlarged: the edge lies between columns 39 and 40
  const auto alpha = alpha_matte(half(), 80, 20, {.feather_px = 4});
  EXPECT_EQ(*alpha.at(36, 10), 255);
  EXPECT_GT(*alpha.at(39, 10), 128);
  EXPECT_LT(*alpha.at(40, 10), 128);
  EXPECT_EQ(*alpha.at(43, 10), 0);
}

TEST(Matte, HasAHardEdgeWithoutAFeather) {
  const auto alpha = alpha_matte(half(), 80, 20, {.feather_px = 0});
  EXPECT_EQ(*alpha.at(39, 10), 255);
  EXPECT_EQ(*alpha.at(40, 10), 0);
}

TEST(Matte, IsAsSharpForSoftProbabilities) {
  // a slope of 0.1 a pixel; 0.5 is reached between columns 4 and 5
  ProbabilityMap map{.width = 10, .height = 1, .values = {}};
  for (int i = 0; i < 10; ++i) map.values.push_back(0.95F - 0.1F * static_cast<float>(i));
  const auto alpha = alpha_matte(map, 10, 1, {.feather_px = 2});
  EXPECT_EQ(*alpha.at(2, 0), 255);
  EXPECT_EQ(*alpha.at(7, 0), 0);
}

TEST(Composite, BlendsByAlpha) {
  Image frame(3, 1, 3, 200);
  Image alpha(3, 1, 1);
  alpha.pixels = {255, 0, 51};  // 51 = a fifth
  const auto result = composite(frame, alpha, Image(3, 1, 3, 100));
  EXPECT_EQ(*result.at(0, 0), 200);
  EXPECT_EQ(*result.at(1, 0), 100);
  EXPECT_EQ(*result.at(2, 0), 120);
}

TEST(KeyedOut, LeavesNothingOfTheBackground) {
  Image alpha(2, 1, 1);
  alpha.pixels = {255, 0};
  EXPECT_EQ(keyed_out(Image(2, 1, 3, 200), alpha).pixels,
            (std::vector<std::uint8_t>{200, 200, 200, 255, 0, 0, 0, 0}));
}

TEST(Matte, RefusesWhatDoesNotFit) {
  EXPECT_THROW((void)alpha_matte({.width = 2, .height = 2, .values = {1.0F}}, 4, 4),
               InvalidArgument);
  EXPECT_THROW((void)composite(Image(2, 2, 3), Image(3, 2, 1), Image(2, 2, 3)), InvalidArgument);
}

}  // namespace
}  // namespace handsight
