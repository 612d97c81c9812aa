// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/imaging/polygon.h"

#include <algorithm>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "handsight/core/error.h"

namespace handsight {
namespace {

std::ptrdiff_t filled(const std::vector<PolygonPoint>& corners) {
  Image label(10, 10, 1);
  fill_polygon(label, corners, 7);
  return std::ranges::count(label.pixels, 7);
}

TEST(Polygon, BelongsToItsOutline) { EXPECT_EQ(filled({{2, 2}, {5, 2}, {5, 4}, {2, 4}}), 4 * 3); }

TEST(Polygon, RoundsItsCornersToWholePixels) {
  EXPECT_EQ(filled({{1.6, 1.5}, {5.4, 2.4}, {5.4, 4.4}, {1.6, 4.4}}), 4 * 3);
}

TEST(Polygon, LeavesOutWhatAnEvenNumberOfCrossingsEncloses) {
  // once around the outside, once around the inside
  EXPECT_EQ(
      filled({{0, 0}, {9, 0}, {9, 9}, {0, 9}, {0, 0}, {3, 3}, {3, 6}, {6, 6}, {6, 3}, {3, 3}}),
      100 - 4);
}

TEST(Polygon, MayReachFarBeyondThePicture) {
  EXPECT_EQ(filled({{-1e9, -1e9}, {1e9, -1e9}, {1e9, 1e9}, {-1e9, 1e9}}), 100);
}

TEST(Polygon, NeedsThreeFiniteCorners) {
  EXPECT_EQ(filled({{2, 2}, {5, 2}}), 0);
  EXPECT_EQ(filled({{2, 2}, {5, 2}, {std::numeric_limits<double>::quiet_NaN(), 4}}), 0);
}

TEST(Polygon, RefusesColourPictures) {
  Image colours(4, 4, 3);
  EXPECT_THROW(fill_polygon(colours, std::vector<PolygonPoint>(3), 1), InvalidArgument);
}

}  // namespace
}  // namespace handsight
