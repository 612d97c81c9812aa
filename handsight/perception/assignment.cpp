// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/assignment.h"

#include <cmath>
#include <cstddef>
#include <limits>

#include "handsight/core/error.h"

namespace handsight {
namespace {

void check(const CostMatrix& matrix) {
  if (matrix.rows < 0 || matrix.columns < 0 ||
      matrix.costs.size() !=
          static_cast<std::size_t>(matrix.rows) * static_cast<std::size_t>(matrix.columns)) {
    fail("assignment: expected ", matrix.rows, " x ", matrix.columns, " costs, found ",
         matrix.costs.size());
  }
  for (const double cost : matrix.costs) {
    if (!std::isfinite(cost)) fail("assignment: a cost is ", cost, ", expected a finite number");
  }
}

CostMatrix transposed(const CostMatrix& matrix) {
  CostMatrix other{.rows = matrix.columns, .columns = matrix.rows};
  for (int c = 0; c < matrix.columns; ++c) {
    for (int r = 0; r < matrix.rows; ++r) {
      other.costs.push_back(matrix.costs[static_cast<std::size_t>(r * matrix.columns + c)]);
    }
  }
  return other;
}

// Adds one row after the other along the cheapest augmenting path; rows and columns count from 1,
// column 0 stands for the row that is being added. rows <= columns.
class Solver {
 public:
  explicit Solver(const CostMatrix& matrix)
      : matrix_(matrix),
        row_potential_(size(matrix.rows), 0.0),
        column_potential_(size(matrix.columns), 0.0),
        row_of_(size(matrix.columns), 0) {}

  std::vector<int> solve() {
    for (int row = 1; row <= matrix_.rows; ++row) add(row);
    std::vector<int> column_of(static_cast<std::size_t>(matrix_.rows), -1);
    for (std::size_t column = 1; column < row_of_.size(); ++column) {
      if (row_of_[column] != 0) {
        column_of[static_cast<std::size_t>(row_of_[column] - 1)] = static_cast<int>(column) - 1;
      }
    }
    return column_of;
  }

 private:
  static std::size_t size(int count) { return static_cast<std::size_t>(count) + 1; }

  double reduced_cost(int row, std::size_t column) const {
    return matrix_.costs[static_cast<std::size_t>((row - 1) * matrix_.columns) + column - 1] -
           row_potential_[static_cast<std::size_t>(row)] - column_potential_[column];
  }

  void add(int row) {
    row_of_[0] = row;
    std::vector<double> least(row_of_.size(), std::numeric_limits<double>::max());
    std::vector<std::size_t> way(row_of_.size(), 0);
    std::vector<bool> reached(row_of_.size(), false);
    std::size_t column = 0;
    while (row_of_[column] != 0) {
      reached[column] = true;
      std::size_t next = 0;
      double step = std::numeric_limits<double>::max();
      for (std::size_t j = 1; j < row_of_.size(); ++j) {
        if (reached[j]) continue;
        const double cost = reduced_cost(row_of_[column], j);
        if (cost < least[j]) {
          least[j] = cost;
          way[j] = column;
        }
        if (least[j] < step) {
          step = least[j];
          next = j;
        }
      }
      for (std::size_t j = 0; j < row_of_.size(); ++j) {
        if (reached[j]) {
          row_potential_[static_cast<std::size_t>(row_of_[j])] += step;
          column_potential_[j] -= step;
        } else {
          least[j] -= step;
        }
      }
      column = next;
    }
    for (; column != 0; column = way[column]) row_of_[column] = row_of_[way[column]];
  }

  const CostMatrix& matrix_;
  std::vector<double> row_potential_;
  std::vector<double> column_potential_;
  std::vector<int> row_of_;
};

}  // namespace

std::vector<int> assign(const CostMatrix& matrix) {
  check(matrix);
  if (matrix.rows <= matrix.columns) return Solver(matrix).solve();
  const CostMatrix other = transposed(matrix);
  const auto row_of = Solver(other).solve();
  std::vector<int> column_of(static_cast<std::size_t>(matrix.rows), -1);
  for (std::size_t column = 0; column < row_of.size(); ++column) {
    column_of[static_cast<std::size_t>(row_of[column])] = static_cast<int>(column);
  }
  return column_of;
}

}  // namespace handsight
