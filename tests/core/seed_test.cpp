// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/core/seed.h"

#include <cmath>
#include <cstdint>
#include <set>

#include <gtest/gtest.h>

namespace handsight {
namespace {

TEST(Seed, GivesTheSameNumbersOnEveryMachine) {
  EXPECT_EQ(Seed(0).split("augment").value(), 12000845050465815404U);
  EXPECT_EQ(Seed(7).split("augment").split(3).value(), 7007931528142925002U);
  EXPECT_EQ(Seed(1).split(0).value(), 9506087726907147786U);
}

TEST(Seed, CanBeSplitAtCompileTime) {
  static_assert(Seed(3).split("a").split(1) == Seed(3).split("a").split(1));
  static_assert(Seed(3).split("a") != Seed(3).split("b"));
}

TEST(Seed, DiffersByPurposeIndexAndRoot) {
  std::set<std::uint64_t> values;
  for (std::uint64_t root = 0; root < 10; ++root) {
    for (const auto* purpose : {"augment", "shuffle", "weights", ""}) {
      const auto seed = Seed(root).split(purpose);
      values.insert(seed.value());
      for (std::uint64_t index = 0; index < 100; ++index) values.insert(seed.split(index).value());
    }
  }
  EXPECT_EQ(values.size(), 10U * 4U * 101U);
}

TEST(Seed, DependsOnTheOrderOfItsSplits) {
  EXPECT_NE(Seed(0).split("a").split("b"), Seed(0).split("b").split("a"));
  EXPECT_NE(Seed(0).split("a").split("b"), Seed(0).split("ab"));
}

TEST(Seed, GivesIndependentStreamsToNeighbouringIndices) {
  // two independent uniform numbers differ by 1/3 on average
  constexpr int kPairs = 10'000;
  double distance = 0.0;
  for (std::uint64_t i = 0; i < kPairs; ++i) {
    distance +=
        std::abs(Random(Seed(5).split(i)).uniform() - Random(Seed(5).split(i + 1)).uniform());
  }
  EXPECT_NEAR(distance / kPairs, 1.0 / 3.0, 0.01);
}

TEST(Random, IsTheSplitMixGeneratorOfItsPaper) {
  Random random(Seed(0));
  EXPECT_EQ(random.bits(), 0xe220a8397b1dcdafU);
  EXPECT_EQ(random.bits(), 0x6e789e6aa1b965f4U);
}

TEST(Random, TurnsTheUpper53BitsIntoAFraction) {
  EXPECT_EQ(Random(Seed(42)).uniform(), 0.7415648787718233);
}

TEST(Random, StaysInsideTheBoundsOfItsDraws) {
  Random random(Seed(1));
  for (int i = 0; i < 10'000; ++i) {
    const double value = random.uniform(-2.0, 3.0);
    ASSERT_GE(value, -2.0);
    ASSERT_LT(value, 3.0);
    ASSERT_LT(random.below(7), 7U);
  }
}

TEST(Random, DrawsEveryNumberBelowACountEquallyOften) {
  Random random(Seed(2));
  int counts[4] = {};
  for (int i = 0; i < 40'000; ++i) ++counts[random.below(4)];
  for (const int count : counts) EXPECT_NEAR(count, 10'000, 400);  // over four standard deviations
}

TEST(Random, HasChancesOfZeroAndOne) {
  Random random(Seed(3));
  for (int i = 0; i < 1000; ++i) {
    ASSERT_FALSE(random.chance(0.0));
    ASSERT_TRUE(random.chance(1.0));
  }
}

TEST(Random, DrawsNormalNumbersOfMeanZeroAndVarianceOne) {
  Random random(Seed(4));
  constexpr int kDraws = 40'000;
  double sum = 0.0;
  double squares = 0.0;
  for (int i = 0; i < kDraws; ++i) {
    const double value = random.normal();
    ASSERT_TRUE(std::isfinite(value));
    sum += value;
    squares += value * value;
  }
  EXPECT_NEAR(sum / kDraws, 0.0, 0.02);
  EXPECT_NEAR(squares / kDraws, 1.0, 0.03);
}

}  // namespace
}  // namespace handsight
