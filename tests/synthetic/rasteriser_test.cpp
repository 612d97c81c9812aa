// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/rasteriser.h"

#include <algorithm>
#include <limits>

#include <gtest/gtest.h>

#include "handsight/core/error.h"

namespace handsight::synthetic {
namespace {

// One pixel shows 1 mm at a depth of 100 mm; pixel (4, 4) lies on the optical axis.
constexpr Camera kCamera{100.0F, 100.0F, 4.0F, 4.0F};

std::size_t covered(const FragmentBuffer& buffer) {
  return static_cast<std::size_t>(
      std::count_if(buffer.fragments.begin(), buffer.fragments.end(),
                    [](const Fragment& fragment) { return !fragment.empty(); }));
}

TEST(Rasteriser, CoversPixelCentresInsideTheTriangle) {
  const std::vector<Vec3> corners{{-2.5F, -2.5F, 100}, {2.5F, -2.5F, 100}, {-2.5F, 2.5F, 100}};
  const std::vector<Triangle> triangles{{0, 1, 2}};
  FragmentBuffer buffer(9, 9);
  rasterise({corners, triangles, 7}, kCamera, buffer);
  EXPECT_EQ(covered(buffer), 15U);  // 5 + 4 + 3 + 2 + 1
  EXPECT_EQ(buffer.at(2, 2).object, 7);
  EXPECT_FLOAT_EQ(buffer.at(2, 2).depth_mm, 100.0F);
}

TEST(Rasteriser, LeavesNoGapBetweenNeighbours) {
  const std::vector<Vec3> corners{
      {-3, -3, 100}, {3, -3, 100}, {3, 3, 100}, {-3, 3, 100}, {0, 0.3F, 100}};
  const std::vector<Triangle> fan{{0, 1, 4}, {1, 2, 4}, {2, 3, 4}, {3, 0, 4}};
  FragmentBuffer buffer(9, 9);
  rasterise({corners, fan, 1}, kCamera, buffer);
  EXPECT_EQ(covered(buffer), 49U);
}

TEST(Rasteriser, InterpolatesInSpaceAndNotOnTheScreen) {
  // From 100 mm to 300 mm: half of the way on the screen is 150 mm deep, a quarter of the edge.
  const std::vector<Vec3> corners{{-4, -1, 100}, {12, -3, 300}, {-4, 3, 100}};
  const std::vector<Triangle> triangles{{0, 1, 2}};
  FragmentBuffer buffer(9, 9);
  rasterise({corners, triangles, 1}, kCamera, buffer);
  const Fragment& middle = buffer.at(4, 4);
  EXPECT_NEAR(middle.depth_mm, 150.0F, 1e-3F);
  EXPECT_NEAR(middle.weight_1, 0.25F, 1e-5F);
}

TEST(Rasteriser, KeepsTheNearestSurfaceWhateverTheOrder) {
  const std::vector<Vec3> near{{-9, -9, 100}, {9, -9, 100}, {0, 9, 100}};
  const std::vector<Vec3> far{{-18, -18, 200}, {18, -18, 200}, {0, 18, 200}};
  const std::vector<Triangle> triangles{{0, 1, 2}};
  FragmentBuffer near_first(9, 9);
  rasterise({near, triangles, 1}, kCamera, near_first);
  rasterise({far, triangles, 2}, kCamera, near_first);
  FragmentBuffer far_first(9, 9);
  rasterise({far, triangles, 2}, kCamera, far_first);
  rasterise({near, triangles, 1}, kCamera, far_first);
  EXPECT_EQ(near_first.at(4, 4).object, 1);
  EXPECT_EQ(far_first.at(4, 4).object, 1);
}

TEST(Rasteriser, CutsAwayWhatLiesBeforeTheNearPlane) {
  // A floor 10 mm below the camera, from far behind it to 1000 mm before it.
  const std::vector<Vec3> corners{{-900, 10, -500}, {900, 10, -500}, {0, 10, 1000}};
  const std::vector<Triangle> triangles{{0, 1, 2}};
  FragmentBuffer buffer(9, 100);
  rasterise({corners, triangles, 1}, kCamera, buffer);
  EXPECT_TRUE(buffer.at(4, 4).empty());                  // the horizon
  EXPECT_NEAR(buffer.at(4, 24).depth_mm, 50.0F, 0.01F);  // 100 * 10 / 20
  EXPECT_TRUE(buffer.at(4, 60).empty());                 // 17.9 mm, before the near plane
}

TEST(Rasteriser, DrawsNothingOfTrianglesThatAreNotFinite) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinite = std::numeric_limits<float>::infinity();
  const std::vector<Vec3> corners{{nan, 0, 100}, {9, infinite, 100}, {0, 9, nan}, {1, 1, 100}};
  const std::vector<Triangle> triangles{{0, 1, 3}, {1, 2, 3}, {3, 3, 3}};
  FragmentBuffer buffer(9, 9);
  rasterise({corners, triangles, 1}, kCamera, buffer);
  EXPECT_EQ(covered(buffer), 0U);
}

TEST(Rasteriser, RefusesATriangleWithoutItsVertex) {
  const std::vector<Vec3> corners{{0, 0, 100}};
  const std::vector<Triangle> triangles{{0, 0, 1}};
  FragmentBuffer buffer(2, 2);
  EXPECT_THROW(rasterise({corners, triangles, 1}, kCamera, buffer), InvalidArgument);
}

}  // namespace
}  // namespace handsight::synthetic
