// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/handedness.h"

#include <gtest/gtest.h>

namespace handsight {
namespace {

constexpr double kFrame = 1.0 / 30.0;

TEST(Handedness, TakesTheFirstWord) {
  EXPECT_EQ(Handedness().update(0.6, 0.0), Side::kRight);
  EXPECT_EQ(Handedness().update(0.4, 0.0), Side::kLeft);
}

TEST(Handedness, DoesNotFlickerWithAWordThatWavers) {
  Handedness side;
  EXPECT_EQ(side.update(0.8, 0.0), Side::kRight);
  for (int i = 1; i < 60; ++i) {
    ASSERT_EQ(side.update(i % 2 == 0 ? 0.75 : 0.2, i * kFrame), Side::kRight) << i;
  }
}

// The average falls from 1 to 0.35 after 0.25 s * ln(1 / 0.35) = 0.262 s.
TEST(Handedness, ChangesWhenTheOtherSideIsCertain) {
  Handedness side;
  (void)side.update(1.0, 0.0);
  for (int i = 1; i <= 26; ++i) ASSERT_EQ(side.update(0.0, 0.01 * i), Side::kRight) << i;
  EXPECT_EQ(side.update(0.0, 0.27), Side::kLeft);
}

TEST(Handedness, SwapsSidesInMirroredPictures) {
  EXPECT_EQ(Handedness({.mirrored = true}).update(0.9, 0.0), Side::kLeft);
}

TEST(Handedness, TakesEachFrameForItselfWhenSwitchedOff) {
  Handedness side({.enabled = false});
  EXPECT_EQ(side.update(0.9, 0.0), Side::kRight);
  EXPECT_EQ(side.update(0.4, kFrame), Side::kLeft);
}

}  // namespace
}  // namespace handsight
