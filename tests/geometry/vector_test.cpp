// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/geometry/vector.h"

#include <gtest/gtest.h>

namespace handsight {
namespace {

constexpr float kQuarterTurn = 1.57079633F;

void expect_near(Vec3 found, Vec3 expected) {
  EXPECT_NEAR(found.x, expected.x, 1e-5F);
  EXPECT_NEAR(found.y, expected.y, 1e-5F);
  EXPECT_NEAR(found.z, expected.z, 1e-5F);
}

TEST(Rotation, TurnsXToYAboutZ) {
  expect_near(rotation_about({0, 0, 1}, kQuarterTurn) * Vec3{1, 0, 0}, {0, 1, 0});
}

TEST(Rotation, TurnsYToZAboutX) {
  expect_near(rotation_about({1, 0, 0}, kQuarterTurn) * Vec3{0, 1, 0}, {0, 0, 1});
}

TEST(RigidTransform, RotatesBeforeItTranslates) {
  const RigidTransform move{rotation_about({0, 0, 1}, kQuarterTurn), {10, 0, 0}};
  expect_near(move * Vec3{1, 0, 0}, {10, 1, 0});
}

TEST(RigidTransform, ComesBackThroughItsInverse) {
  const RigidTransform move{rotation_about(normalised({1, 2, 3}), 0.7F), {4, -5, 6}};
  expect_near(move.inverse() * (move * Vec3{7, 8, 9}), {7, 8, 9});
}

TEST(RigidTransform, ComposesFromRightToLeft) {
  const RigidTransform turn{rotation_about({0, 0, 1}, kQuarterTurn), {}};
  const RigidTransform shift{{}, {1, 0, 0}};
  expect_near((turn * shift) * Vec3{}, {0, 1, 0});
}

TEST(Vec3, LeavesTheZeroVectorWhenNormalised) { EXPECT_EQ(normalised(Vec3{}), Vec3{}); }

}  // namespace
}  // namespace handsight
