// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/geometry/camera.h"

#include <gtest/gtest.h>

namespace handsight {
namespace {

constexpr Camera kCamera{100, 200, 32, 24};

TEST(Camera, ProjectsWhatLiesOnItsAxisToTheCentre) {
  EXPECT_EQ(kCamera.project({0, 0, 5}), (Vec2{32, 24}));
}

TEST(Camera, DividesByDepth) { EXPECT_EQ(kCamera.project({1, 1, 2}), (Vec2{82, 124})); }

TEST(Camera, UnprojectsToThePointThatItProjects) {
  EXPECT_EQ(kCamera.unproject({82, 124}, 2), (Vec3{1, 1, 2}));
}

TEST(Camera, KeepsTheCornersOfThePictureWhenResized) {
  // the picture's left edge is half a pixel left of the first centre, at any size
  const Camera small = resized(kCamera, 0.5F, 0.5F);
  const Vec3 corner = kCamera.unproject({-0.5F, -0.5F}, 1);
  EXPECT_NEAR(small.project(corner).x, -0.5F, 1e-5F);
  EXPECT_NEAR(small.project(corner).y, -0.5F, 1e-5F);
}

}  // namespace
}  // namespace handsight
