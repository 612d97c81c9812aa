// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace handsight {

/// How the epochs of a search are shared among its trials.
struct RoundOptions {
  std::size_t trials = 20;
  int epochs = 5;
  std::string strategy = "random";  ///< "random", "halving"
  int eta = 3;                      ///< halving only
};

/// One round: this many trials are trained up to this many epochs, all told.
struct Round {
  std::size_t trials = 0;
  int epochs = 0;
  friend bool operator==(const Round&, const Round&) = default;
};

/// random: all trials in one round, as in the first report (20 trials of 5 epochs).
/// halving: the best 1 of `eta` go on to the next round with `eta` times the epochs, until one is
/// left. Jamieson and Talwalkar, Non-stochastic best arm identification, AISTATS 2016.
/// Throws InvalidArgument when there is no trial, no epoch, or eta is below 2.
[[nodiscard]] std::vector<Round> plan_rounds(const RoundOptions& options);

/// The `count` trials with the highest scores, in the order of their numbers; trials without a
/// score come last, among equals the first.
[[nodiscard]] std::vector<std::size_t> best_trials(std::span<const std::optional<double>> scores,
                                                   std::size_t count);

}  // namespace handsight
