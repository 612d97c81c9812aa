// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "handsight/reporting/page.h"
#include "handsight/search/rounds.h"
#include "handsight/search/space.h"

namespace handsight {

/// One set of values and how far it came.
struct Trial {
  std::vector<Setting> settings{};
  int epochs = 0;                 ///< finished; 0 = not yet begun
  std::optional<double> score{};  ///< the best epoch's; larger is better
  std::string failure{};          ///< why it has no score
};

/// All that a search knows; its file is enough to go on after a break.
struct SearchRecord {
  std::string recipe;  ///< name
  std::string metric;  ///< column of metrics.csv that is the score, a loss with its sign turned
  RoundOptions rounds{};
  std::uint64_t seed = 0;
  std::vector<Trial> trials{};
};

/// A search in which nothing has been trained yet.
[[nodiscard]] SearchRecord new_search(const Json& recipe, const std::string& metric,
                                      const RoundOptions& rounds, std::uint64_t seed);

[[nodiscard]] Json to_json(const SearchRecord& record);
/// Throws FileError naming `source` when `json` is not what to_json() writes.
[[nodiscard]] SearchRecord search_from_json(const Json& json, const std::string& source);

/// Throws InvalidArgument saying what differs when `found` is another search than `wanted`: other
/// recipe, metric, plan, seed or values.
void require_same_search(const SearchRecord& found, const SearchRecord& wanted);

/// Score of a run: the highest of `metric` in its metrics.csv, or minus the lowest of a loss.
/// Nothing when no epoch has that number. Throws FileError when there is no such file or column.
[[nodiscard]] std::optional<double> run_score(const std::filesystem::path& metrics_csv,
                                              const std::string& metric);

/// Numbers of trials, best first; those without a score last.
[[nodiscard]] std::vector<std::size_t> ranking(const SearchRecord& record);
/// A table for people, best trial first.
[[nodiscard]] std::string text_of(const SearchRecord& record);
/// The same as a page, with parallel coordinates: one line a trial through its values and its
/// score, each axis from its least to its greatest value, the best line red and on top.
[[nodiscard]] Page search_page(const SearchRecord& record);

}  // namespace handsight
