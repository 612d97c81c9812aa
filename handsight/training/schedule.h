// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "handsight/training/recipe_options.h"

namespace handsight {

/// Factor on the learning rate at `step` (from 0) of `steps_per_epoch` x epochs steps.
///
/// drops  how often 'plateau' has dropped the rate so far
///
/// 'one_cycle' rises from 1/25 along a cosine over the first 30 % of the steps, then falls to
/// 1/250,000: Smith and Topin, Super-convergence, 2018, with the numbers of PyTorch's scheduler. It
/// leaves the momentum alone.
[[nodiscard]] double rate_factor(const ScheduleOptions& schedule, std::int64_t step,
                                 std::int64_t steps_per_epoch, int drops = 0);

/// How often 'plateau' drops the rate over epochs with these validation scores (larger is better):
/// once for every `drop_patience` epochs in a row without a new best.
[[nodiscard]] int plateau_drops(const ScheduleOptions& schedule, std::span<const double> scores);

}  // namespace handsight
