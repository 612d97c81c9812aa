// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/one_euro.h"

#include <cmath>
#include <numbers>

namespace handsight {
namespace {

// The share of a new value in an exponential average with this cut-off.
double share_of_new(double cutoff_hz, double period_s) {
  return 1.0 / (1.0 + 1.0 / (2.0 * std::numbers::pi * cutoff_hz * period_s));
}

}  // namespace

double OneEuroFilter::update(double value, double time_s) {
  if (!started_) {
    started_ = true;
    time_s_ = time_s;
    return value_ = value;
  }
  const double period_s = time_s - time_s_;
  if (!(period_s > 0.0)) return value_;
  const double speed = (value - value_) / period_s;
  speed_ += share_of_new(options_.derivative_cutoff_hz, period_s) * (speed - speed_);
  const double cutoff_hz = options_.min_cutoff_hz + options_.beta * std::abs(speed_);
  value_ += share_of_new(cutoff_hz, period_s) * (value - value_);
  time_s_ = time_s;
  return value_;
}

}  // namespace handsight
