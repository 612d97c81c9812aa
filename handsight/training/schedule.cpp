// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/schedule.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace handsight {
namespace {

/// From `start` at 0 to `end` at 1 along half a wave of the cosine.
double cosine(double start, double end, double progress) {
  return end + 0.5 * (start - end) * (1.0 + std::cos(std::numbers::pi * progress));
}

double one_cycle(double progress) {
  constexpr double kRise = 0.3;
  constexpr double kStart = 1.0 / 25.0;
  constexpr double kEnd = kStart / 1e4;
  return progress < kRise ? cosine(kStart, 1.0, progress / kRise)
                          : cosine(1.0, kEnd, (progress - kRise) / (1.0 - kRise));
}

}  // namespace

double rate_factor(const ScheduleOptions& schedule, std::int64_t step, std::int64_t steps_per_epoch,
                   int drops) {
  if (step < schedule.warmup_steps) {
    return static_cast<double>(step + 1) / static_cast<double>(schedule.warmup_steps);
  }
  const auto total = static_cast<double>(steps_per_epoch * schedule.epochs);
  const double progress = std::clamp(static_cast<double>(step) / total, 0.0, 1.0);
  const auto hold = static_cast<double>(steps_per_epoch * schedule.hold_epochs);
  const double falling =
      hold < total ? std::clamp((static_cast<double>(step) - hold) / (total - hold), 0.0, 1.0)
                   : 0.0;
  if (schedule.shape == "cosine") return 0.5 * (1.0 + std::cos(std::numbers::pi * falling));
  if (schedule.shape == "linear") return 1.0 - falling;
  if (schedule.shape == "one_cycle") return one_cycle(progress);
  if (schedule.shape == "plateau") return std::pow(schedule.drop, drops);
  if (schedule.shape == "step") {
    const auto epoch = step / steps_per_epoch;
    const auto passed = std::count_if(schedule.milestones.begin(), schedule.milestones.end(),
                                      [epoch](int milestone) { return epoch >= milestone; });
    return std::pow(schedule.drop, static_cast<double>(passed));
  }
  return 1.0;
}

int plateau_drops(const ScheduleOptions& schedule, std::span<const double> scores) {
  double best = -std::numeric_limits<double>::infinity();
  int waited = 0;
  int drops = 0;
  for (const double score : scores) {
    if (score > best) {
      best = score;
      waited = 0;
    } else if (++waited == schedule.drop_patience) {
      ++drops;
      waited = 0;
    }
  }
  return drops;
}

}  // namespace handsight
