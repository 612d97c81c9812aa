// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/one_euro.h"

#include <array>

#include <gtest/gtest.h>

namespace handsight {
namespace {

struct ReferenceRow {
  double time_s;
  double noisy;
  double filtered;
};

// The first half second of the sequence that the filter's authors publish to check implementations
// (groundTruth.csv of casiez/OneEuroFilter; 120 Hz, mincutoff 1, beta 0.1, dcutoff 1).
constexpr std::array<ReferenceRow, 40> kReference{{
    {0, -0.0385099, -0.0385099},
    {0.00833333, -0.0280664, -0.0379872},
    {0.0166667, 0.048622, -0.0334427},
    {0.025, 0.111498, -0.0252696},
    {0.0333333, 0.053026, -0.0207099},
    {0.0416667, 0.120548, -0.0119912},
    {0.05, 0.00972308, -0.0106507},
    {0.0583333, 0.074193, -0.00526521},
    {0.0666667, -0.0236801, -0.00641239},
    {0.075, 0.0462396, -0.00308863},
    {0.0833333, 0.0892027, 0.00291027},
    {0.0916667, 0.158329, 0.0135545},
    {0.1, 0.0423086, 0.01552},
    {0.108333, 0.0887203, 0.0206024},
    {0.116667, 0.039102, 0.0218784},
    {0.125, 0.140277, 0.030313},
    {0.133333, 0.156938, 0.0396331},
    {0.141667, 0.0961089, 0.0438101},
    {0.15, 0.216881, 0.0572083},
    {0.158333, 0.067538, 0.057997},
    {0.166667, 0.0737634, 0.0591871},
    {0.175, 0.0989231, 0.0621793},
    {0.183333, 0.148209, 0.0687489},
    {0.191667, 0.0959887, 0.0708137},
    {0.2, 0.225627, 0.0829925},
    {0.208333, 0.292078, 0.100305},
    {0.216667, 0.185221, 0.107391},
    {0.225, 0.133595, 0.109553},
    {0.233333, 0.216387, 0.118501},
    {0.241667, 0.316189, 0.135759},
    {0.25, 0.156782, 0.137568},
    {0.258333, 0.164811, 0.139884},
    {0.266667, 0.167903, 0.142239},
    {0.275, 0.273214, 0.153484},
    {0.283333, 0.305514, 0.166876},
    {0.291667, 0.342528, 0.182828},
    {0.3, 0.334796, 0.196929},
    {0.308333, 0.210729, 0.198186},
    {0.316667, 0.401551, 0.217377},
    {0.325, 0.267666, 0.222081},
}};

TEST(OneEuro, FollowsTheReferenceSequence) {
  OneEuroFilter filter({.min_cutoff_hz = 1.0, .beta = 0.1, .derivative_cutoff_hz = 1.0});
  for (const auto& row : kReference) {
    ASSERT_NEAR(filter.update(row.noisy, row.time_s), row.filtered, 2e-5) << "at " << row.time_s;
  }
}

TEST(OneEuro, PassesTheFirstValueAsItIs) {
  OneEuroFilter filter;
  EXPECT_EQ(filter.update(3.5, 10.0), 3.5);
}

// At 1 / (2 pi) s and 1 Hz, half of the step is taken: 1 / (1 + 1).
TEST(OneEuro, TakesHalfOfAStepAfterItsTimeConstant) {
  OneEuroFilter filter({.min_cutoff_hz = 1.0, .beta = 0.0});
  (void)filter.update(0.0, 0.0);
  EXPECT_NEAR(filter.update(8.0, 0.15915494), 4.0, 1e-6);
}

TEST(OneEuro, LagsLessTheFasterTheValueMoves) {
  OneEuroFilter slow({.beta = 0.0});
  OneEuroFilter quick({.beta = 1.0});
  for (int i = 0; i <= 30; ++i) {
    (void)slow.update(10.0 * i, i / 30.0);
    (void)quick.update(10.0 * i, i / 30.0);
  }
  EXPECT_LT(slow.value(), 270.0);
  EXPECT_GT(quick.value(), 295.0);
}

TEST(OneEuro, TakesNoNoticeOfATimeThatDoesNotGoOn) {
  OneEuroFilter filter;
  (void)filter.update(1.0, 1.0);
  EXPECT_EQ(filter.update(9.0, 1.0), 1.0);
  EXPECT_EQ(filter.update(9.0, 0.5), 1.0);
}

}  // namespace
}  // namespace handsight
