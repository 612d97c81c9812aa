// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/geometry/affine.h"

#include <numbers>

#include <gtest/gtest.h>

namespace handsight {
namespace {

void expect_near(Vec2 found, Vec2 expected) {
  EXPECT_NEAR(found.x, expected.x, 1e-4F);
  EXPECT_NEAR(found.y, expected.y, 1e-4F);
}

TEST(Affine, ComesBackThroughItsInverse) {
  const Affine map{.xx = 2, .xy = 1, .x0 = 5, .yx = -1, .yy = 3, .y0 = -7};
  expect_near(map.inverse() * (map * Vec2{3, 4}), {3, 4});
}

TEST(Affine, ComposesFromRightToLeft) {
  const Affine twice{.xx = 2, .yy = 2};
  const Affine shift{.x0 = 1};
  expect_near((twice * shift) * Vec2{1, 1}, {4, 2});
}

TEST(Affine, TurnsClockwiseAboutTheCentre) {
  // a quarter turn takes what lies to the right of the centre to below it
  const auto turn = turned_and_zoomed({10, 10}, std::numbers::pi / 2, 1.0);
  expect_near(turn * Vec2{11, 10}, {10, 11});
}

TEST(Affine, ZoomsAwayFromTheCentre) {
  expect_near(turned_and_zoomed({10, 10}, 0, 3.0) * Vec2{11, 9}, {13, 7});
}

}  // namespace
}  // namespace handsight
