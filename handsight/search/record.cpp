// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/search/record.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/formats/text.h"

namespace handsight {
namespace {

Json to_json(const Trial& trial) {
  auto settings = Json::object();
  for (const auto& setting : trial.settings) settings[setting.key] = *setting.value;
  return {{"settings", settings},
          {"epochs", trial.epochs},
          {"score", trial.score ? Json(*trial.score) : Json()},
          {"failure", trial.failure}};
}

Trial trial_from_json(const Json& json) {
  Trial trial{.epochs = json.at("epochs").get<int>(),
              .failure = json.at("failure").get<std::string>()};
  if (!json.at("score").is_null()) trial.score = json.at("score").get<double>();
  for (const auto& item : json.at("settings").items()) {
    trial.settings.push_back(
        {.key = item.key(), .value = std::make_shared<const Json>(item.value())});
  }
  return trial;
}

bool same_settings(const std::vector<Setting>& a, const std::vector<Setting>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.key == y.key && *x.value == *y.value;
  });
}

bool is_loss(const std::string& metric) { return metric == "loss" || metric.ends_with("/loss"); }

}  // namespace

SearchRecord new_search(const Json& recipe, const std::string& metric, const RoundOptions& rounds,
                        std::uint64_t seed) {
  SearchRecord record{.recipe = recipe.value("name", std::string()),
                      .metric = metric,
                      .rounds = rounds,
                      .seed = seed};
  const auto space = search_space(recipe);
  for (std::size_t trial = 0; trial < rounds.trials; ++trial) {
    record.trials.push_back({.settings = draw_settings(space, Seed(seed), trial)});
  }
  return record;
}

Json to_json(const SearchRecord& record) {
  auto trials = Json::array();
  for (const auto& trial : record.trials) trials.push_back(to_json(trial));
  return {{"recipe", record.recipe},
          {"metric", record.metric},
          {"strategy", record.rounds.strategy},
          {"epochs", record.rounds.epochs},
          {"eta", record.rounds.eta},
          {"seed", record.seed},
          {"trials", trials}};
}

SearchRecord search_from_json(const Json& json, const std::string& source) {
  try {
    SearchRecord record{.recipe = json.at("recipe").get<std::string>(),
                        .metric = json.at("metric").get<std::string>(),
                        .rounds = {.epochs = json.at("epochs").get<int>(),
                                   .strategy = json.at("strategy").get<std::string>(),
                                   .eta = json.at("eta").get<int>()},
                        .seed = json.at("seed").get<std::uint64_t>()};
    for (const auto& trial : json.at("trials")) record.trials.push_back(trial_from_json(trial));
    record.rounds.trials = record.trials.size();
    return record;
  } catch (const Json::exception& error) {
    fail<FileError>(source, ": not the record of a search: ", error.what());
  }
}

void require_same_search(const SearchRecord& found, const SearchRecord& wanted) {
  const auto differs = [&](const char* what, const auto& there, const auto& here) {
    fail("search: the folder holds another search: its ", what, " is ", there, ", not ", here,
         "; choose another --out");
  };
  if (found.recipe != wanted.recipe) differs("recipe", found.recipe, wanted.recipe);
  if (found.metric != wanted.metric) differs("metric", found.metric, wanted.metric);
  if (found.seed != wanted.seed) differs("seed", found.seed, wanted.seed);
  if (found.rounds.strategy != wanted.rounds.strategy) {
    differs("strategy", found.rounds.strategy, wanted.rounds.strategy);
  }
  if (found.rounds.epochs != wanted.rounds.epochs) {
    differs("number of epochs", found.rounds.epochs, wanted.rounds.epochs);
  }
  if (found.rounds.eta != wanted.rounds.eta) differs("eta", found.rounds.eta, wanted.rounds.eta);
  if (found.trials.size() != wanted.trials.size()) {
    differs("number of trials", found.trials.size(), wanted.trials.size());
  }
  for (std::size_t i = 0; i < found.trials.size(); ++i) {
    if (!same_settings(found.trials[i].settings, wanted.trials[i].settings)) {
      fail("search: the folder holds a search over other values; choose another --out");
    }
  }
}

std::optional<double> run_score(const std::filesystem::path& metrics_csv,
                                const std::string& metric) {
  const auto table = read_csv(metrics_csv);
  const auto column = table.column(metric);
  const double sign = is_loss(metric) ? -1.0 : 1.0;
  std::optional<double> best;
  for (const auto& row : table.rows) {
    double value = 0.0;
    const auto& text = row[column];
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || !std::isfinite(value)) continue;
    best = std::max(best.value_or(sign * value), sign * value);
  }
  return best;
}

std::vector<std::size_t> ranking(const SearchRecord& record) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < record.trials.size(); ++i) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const auto& x = record.trials[a].score;
    const auto& y = record.trials[b].score;
    return x && (!y || *x > *y);
  });
  return order;
}

}  // namespace handsight
