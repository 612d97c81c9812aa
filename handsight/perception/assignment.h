// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace handsight {

/// rows x columns, row by row.
struct CostMatrix {
  int rows = 0;
  int columns = 0;
  std::vector<double> costs{};
};

/// The column of each row, -1 for none, so that as many rows as possible have one, no column is
/// taken twice, and the sum of the costs is least.
///
/// Kuhn, 1955 (the Hungarian method), with potentials: O(rows^2 columns). Throws InvalidArgument
/// when a cost is missing or not finite.
[[nodiscard]] std::vector<int> assign(const CostMatrix& matrix);

}  // namespace handsight
