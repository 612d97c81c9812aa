// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/handedness.h"

#include <algorithm>
#include <cmath>

namespace handsight {

Side Handedness::update(double right_probability, double time_s) {
  const double right = options_.mirrored ? 1.0 - right_probability : right_probability;
  const double elapsed_s = std::max(0.0, time_s - time_s_);
  time_s_ = time_s;
  if (!options_.enabled || !side_) {
    average_ = right;
    side_ = right >= 0.5 ? Side::kRight : Side::kLeft;
    return *side_;
  }
  const double memory = options_.average_s > 0.0 ? std::exp(-elapsed_s / options_.average_s) : 0.0;
  average_ = memory * average_ + (1.0 - memory) * right;
  const double of_other = *side_ == Side::kRight ? 1.0 - average_ : average_;
  if (of_other >= options_.certainty) side_ = other(*side_);
  return *side_;
}

}  // namespace handsight
