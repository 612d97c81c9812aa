// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "handsight/core/fields.h"

namespace handsight {

struct OneEuroOptions {
  double min_cutoff_hz = 1.0;
  double beta = 0.05;
  double derivative_cutoff_hz = 1.0;
};

template <class Field>
void visit_fields(OneEuroOptions& o, Field&& field) {
  field("min_cutoff_hz", o.min_cutoff_hz, Range{1e-3, 1000.0},
        "cut-off at rest: lower trembles less");
  field("beta", o.beta, Range{0.0, 1000.0}, "how much speed raises the cut-off: higher lags less");
  field("derivative_cutoff_hz", o.derivative_cutoff_hz, Range{1e-3, 1000.0},
        "cut-off of the measured speed");
}

/// Low-pass filter of one number whose cut-off rises with its speed: steady at rest, quick in
/// motion.
///
/// Casiez, Roussel and Vogel, 1 EUR filter, CHI 2012. The speed is taken against the last filtered
/// value, as in the authors' reference implementation.
class OneEuroFilter {
 public:
  explicit OneEuroFilter(const OneEuroOptions& options = {}) : options_(options) {}

  /// The filtered value at `time_s`. The first value passes as it is; a time that does not lie
  /// behind the last one changes nothing.
  double update(double value, double time_s);
  /// 0 before the first update.
  [[nodiscard]] double value() const { return value_; }
  /// Per second; 0 before the second update.
  [[nodiscard]] double speed() const { return speed_; }

 private:
  OneEuroOptions options_;
  bool started_ = false;
  double time_s_ = 0.0;
  double value_ = 0.0;
  double speed_ = 0.0;
};

}  // namespace handsight
