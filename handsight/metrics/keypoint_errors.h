// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "handsight/metrics/protocol.h"

namespace handsight {

/// A point that counts: how far it was found from where it is.
struct PointError {
  std::size_t point = 0;
  double error_px = 0.0;
  double hand_side_px = 0.0;
};

[[nodiscard]] std::vector<PointError> point_errors(Pictures pictures);

/// The errors of each point over all pictures, in pixels; points without any are left out.
[[nodiscard]] std::vector<std::vector<double>> errors_by_point(Pictures pictures);

/// Mean of `values`; NaN when there is none.
[[nodiscard]] double mean_of(const std::vector<double>& values);

}  // namespace handsight
