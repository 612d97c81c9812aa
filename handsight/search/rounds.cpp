// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/search/rounds.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "handsight/core/error.h"

namespace handsight {

std::vector<Round> plan_rounds(const RoundOptions& options) {
  if (options.trials < 1 || options.epochs < 1) {
    fail("search: ", options.trials, " trials of ", options.epochs,
         " epochs; expected at least one of each");
  }
  std::vector<Round> rounds{{.trials = options.trials, .epochs = options.epochs}};
  if (options.strategy == "random") return rounds;
  if (options.strategy != "halving") {
    fail("search: strategy '", options.strategy, "'; expected random or halving");
  }
  if (options.eta < 2) fail("search: eta ", options.eta, "; expected at least 2");
  const auto eta = static_cast<std::size_t>(options.eta);
  while (rounds.back().trials > 1) {
    rounds.push_back({.trials = std::max<std::size_t>(1, rounds.back().trials / eta),
                      .epochs = rounds.back().epochs * options.eta});
  }
  return rounds;
}

std::vector<std::size_t> best_trials(std::span<const std::optional<double>> scores,
                                     std::size_t count) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto worth = [&](std::size_t trial) {
    return scores[trial].value_or(-std::numeric_limits<double>::infinity());
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return worth(a) > worth(b); });
  order.resize(std::min(count, order.size()));
  std::sort(order.begin(), order.end());
  return order;
}

}  // namespace handsight
