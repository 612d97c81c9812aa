// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/assignment.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/core/seed.h"

namespace handsight {
namespace {

TEST(Assignment, TakesTheCheapestSumNotTheCheapestPair) {
  // 1 + 100 against 2 + 3
  EXPECT_EQ(assign({.rows = 2, .columns = 2, .costs = {1, 2, 3, 100}}), (std::vector<int>{1, 0}));
}

TEST(Assignment, LeavesAColumnFreeWhereThereAreMore) {
  EXPECT_EQ(assign({.rows = 1, .columns = 3, .costs = {5, 1, 9}}), (std::vector<int>{1}));
}

TEST(Assignment, LeavesARowFreeWhereThereAreMore) {
  EXPECT_EQ(assign({.rows = 3, .columns = 1, .costs = {5, 1, 9}}), (std::vector<int>{-1, 0, -1}));
}

TEST(Assignment, IsEmptyForNothing) {
  EXPECT_TRUE(assign({}).empty());
  EXPECT_EQ(assign({.rows = 2}), (std::vector<int>{-1, -1}));
}

double cheapest_by_trying(const CostMatrix& matrix) {
  std::vector<int> columns(static_cast<std::size_t>(matrix.columns));
  std::iota(columns.begin(), columns.end(), 0);
  double least = std::numeric_limits<double>::max();
  do {
    double sum = 0.0;
    for (int row = 0; row < matrix.rows; ++row) {
      sum += matrix.costs[static_cast<std::size_t>(row * matrix.columns +
                                                   columns[static_cast<std::size_t>(row)])];
    }
    least = std::min(least, sum);
  } while (std::next_permutation(columns.begin(), columns.end()));
  return least;
}

TEST(Assignment, CostsAsLittleAsTheBestOfAllPermutations) {
  Random random(Seed(11));
  for (int round = 0; round < 100; ++round) {
    CostMatrix matrix{.rows = 1 + static_cast<int>(random.below(5)), .columns = 5};
    for (int i = 0; i < matrix.rows * matrix.columns; ++i) matrix.costs.push_back(random.uniform());
    const auto columns = assign(matrix);
    double sum = 0.0;
    for (int row = 0; row < matrix.rows; ++row) {
      sum +=
          matrix.costs[static_cast<std::size_t>(row * 5 + columns[static_cast<std::size_t>(row)])];
    }
    ASSERT_NEAR(sum, cheapest_by_trying(matrix), 1e-12) << "round " << round;
  }
}

TEST(Assignment, RefusesMissingAndInfiniteCosts) {
  EXPECT_THROW((void)assign({.rows = 2, .columns = 2, .costs = {1, 2, 3}}), InvalidArgument);
  EXPECT_THROW(
      (void)assign({.rows = 1, .columns = 1, .costs = {std::numeric_limits<double>::infinity()}}),
      InvalidArgument);
}

}  // namespace
}  // namespace handsight
