// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/geometry/palm.h"

#include <gtest/gtest.h>

namespace handsight {
namespace {

struct Point {
  double x, y;
};

TEST(PalmTurn, IsNegativeForARightPalmHoweverItIsTurned) {
  // thumb and index finger on the right of the picture, the little finger on its left
  EXPECT_LT(palm_turn(Point{5, 9}, Point{7, 3}, Point{3, 3}), 0.0);
  EXPECT_LT(palm_turn(Point{5, 3}, Point{3, 9}, Point{7, 9}), 0.0);
  EXPECT_GT(palm_turn(Point{5, 9}, Point{3, 3}, Point{7, 3}), 0.0);
}

TEST(PalmTurn, IsTheSineOfTheAngle) {
  EXPECT_DOUBLE_EQ(palm_turn(Point{0, 0}, Point{0, 4}, Point{-3, 0}), 1.0);
  EXPECT_DOUBLE_EQ(palm_turn(Point{1, 1}, Point{3, 1}, Point{6, 1}), 0.0);
  EXPECT_DOUBLE_EQ(palm_turn(Point{1, 1}, Point{1, 1}, Point{6, 1}), 0.0);
}

}  // namespace
}  // namespace handsight
