// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/schedule.h"

#include <vector>

#include <gtest/gtest.h>

namespace handsight {
namespace {

TEST(RateFactor, RisesThenFallsAlongACosine) {
  const ScheduleOptions schedule{.epochs = 10, .shape = "cosine", .warmup_steps = 4};
  EXPECT_DOUBLE_EQ(rate_factor(schedule, 0, 10), 0.25);
  EXPECT_DOUBLE_EQ(rate_factor(schedule, 3, 10), 1.0);
  EXPECT_NEAR(rate_factor(schedule, 50, 10), 0.5, 1e-12);
  EXPECT_NEAR(rate_factor(schedule, 100, 10), 0.0, 1e-12);
}

TEST(RateFactor, DropsAtTheMilestones) {
  const ScheduleOptions schedule{.epochs = 10, .shape = "step", .milestones = {2, 4}, .drop = 0.1};
  EXPECT_DOUBLE_EQ(rate_factor(schedule, 19, 10), 1.0);
  EXPECT_DOUBLE_EQ(rate_factor(schedule, 20, 10), 0.1);
  EXPECT_NEAR(rate_factor(schedule, 45, 10), 0.01, 1e-15);
}

TEST(RateFactor, HoldsBeforeItFallsLinearly) {
  const ScheduleOptions schedule{.epochs = 10, .shape = "linear", .hold_epochs = 5};
  EXPECT_DOUBLE_EQ(rate_factor(schedule, 49, 10), 1.0);
  EXPECT_DOUBLE_EQ(rate_factor(schedule, 75, 10), 0.5);
  EXPECT_DOUBLE_EQ(rate_factor(schedule, 100, 10), 0.0);
}

TEST(RateFactor, OneCycleStartsAtATwentyFifthAndPeaksAfterThreeTenths) {
  const ScheduleOptions schedule{.epochs = 10, .shape = "one_cycle"};
  EXPECT_NEAR(rate_factor(schedule, 0, 10), 0.04, 1e-12);
  EXPECT_NEAR(rate_factor(schedule, 15, 10), 0.52, 1e-12);  // half-way between 0.04 and 1
  EXPECT_NEAR(rate_factor(schedule, 30, 10), 1.0, 1e-12);
  EXPECT_NEAR(rate_factor(schedule, 100, 10), 4e-6, 1e-12);
}

TEST(RateFactor, PlateauMultipliesItsDrops) {
  const ScheduleOptions schedule{.epochs = 10, .shape = "plateau", .drop = 0.5};
  EXPECT_DOUBLE_EQ(rate_factor(schedule, 7, 10, 0), 1.0);
  EXPECT_DOUBLE_EQ(rate_factor(schedule, 7, 10, 3), 0.125);
}

TEST(PlateauDrops, CountsEveryWaitWithoutANewBest) {
  const ScheduleOptions schedule{.shape = "plateau", .drop_patience = 2};
  EXPECT_EQ(plateau_drops(schedule, std::vector<double>{}), 0);
  EXPECT_EQ(plateau_drops(schedule, std::vector{0.1, 0.2, 0.2}), 0);
  EXPECT_EQ(plateau_drops(schedule, std::vector{0.1, 0.2, 0.2, 0.1}), 1);
  EXPECT_EQ(plateau_drops(schedule, std::vector{0.1, 0.2, 0.2, 0.1, 0.3, 0.2}), 1);
  EXPECT_EQ(plateau_drops(schedule, std::vector{0.2, 0.1, 0.1, 0.1, 0.1}), 2);
}

}  // namespace
}  // namespace handsight
