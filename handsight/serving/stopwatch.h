// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cmath>

namespace handsight {

/// Time since it was made.
class Stopwatch {
 public:
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(Clock::now() - start_).count();
  }
  /// Rounded to hundredths.
  [[nodiscard]] double milliseconds() const { return std::round(1e5 * seconds()) / 100.0; }
  /// The same, and begins anew.
  double lap_ms() {
    const double passed = milliseconds();
    start_ = Clock::now();
    return passed;
  }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_ = Clock::now();
};

}  // namespace handsight
