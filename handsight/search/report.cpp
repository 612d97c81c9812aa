// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstdio>

#include <nlohmann/json.hpp>

#include "handsight/search/record.h"

namespace handsight {
namespace {

std::string short_number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", value);
  return text;
}

std::string value_text(const Json& value) {
  return value.is_number() ? short_number(value.get<double>()) : value.dump();
}

Table table_of(const SearchRecord& record) {
  Table table{.head = {"trial", record.metric, "epochs"}};
  if (!record.trials.empty()) {
    for (const auto& setting : record.trials.front().settings) table.head.push_back(setting.key);
  }
  for (const auto number : ranking(record)) {
    const auto& trial = record.trials[number];
    std::vector<std::string> row{std::to_string(number),
                                 trial.score             ? short_number(*trial.score)
                                 : trial.failure.empty() ? "-"
                                                         : trial.failure,
                                 std::to_string(trial.epochs)};
    for (const auto& setting : trial.settings) row.push_back(value_text(*setting.value));
    table.rows.push_back(std::move(row));
  }
  return table;
}

/// Values of one axis over all trials, each in [0, 1] between the least and the greatest; numbers
/// that span more than a factor of 50 by their logarithm, words by their order.
std::vector<double> axis_places(const std::vector<Json>& values) {
  std::vector<double> numbers;
  if (std::all_of(values.begin(), values.end(), [](const Json& v) { return v.is_number(); })) {
    for (const auto& value : values) numbers.push_back(value.get<double>());
  } else {
    auto words = values;
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    for (const auto& value : values) {
      numbers.push_back(
          static_cast<double>(std::find(words.begin(), words.end(), value) - words.begin()));
    }
  }
  const auto [least, greatest] = std::minmax_element(numbers.begin(), numbers.end());
  const bool logarithmic = *least > 0 && *greatest > 50 * *least;
  const auto place = [&](double v) { return logarithmic ? std::log(v) : v; };
  const double low = place(*least);
  const double span = place(*greatest) - low;
  for (auto& number : numbers) number = span > 0 ? (place(number) - low) / span : 0.5;
  return numbers;
}

/// From pale blue for the worst, which comes first, to red for the best.
std::string rank_colour(std::size_t rank, std::size_t count) {
  const double share = count > 1 ? static_cast<double>(rank) / static_cast<double>(count - 1) : 1.0;
  char text[48];
  std::snprintf(text, sizeof text, "hsla(%.0f, 80%%, 45%%, %.2f)", 220 - 200 * share,
                0.25 + 0.75 * share);
  return text;
}

std::string axis_name(const std::string& key, const std::vector<Json>& values) {
  const auto [least, greatest] = std::minmax_element(values.begin(), values.end());
  return key.substr(key.rfind('.') + 1) + "\n" + value_text(*least) + " .. " +
         value_text(*greatest);
}

Chart parallel_coordinates(const SearchRecord& record) {
  std::vector<std::size_t> shown;  // the best last, to be drawn over the others
  for (const auto number : ranking(record)) {
    if (record.trials[number].score) shown.insert(shown.begin(), number);
  }
  Chart chart{
      .title = "every line a trial, the best red", .y_label = "least to greatest", .legend = false};
  for (const auto number : shown) {
    chart.series.push_back({.name = "trial " + std::to_string(number),
                            .colour = rank_colour(chart.series.size(), shown.size())});
  }
  if (shown.empty()) return chart;
  const auto axes = record.trials.front().settings.size();
  for (std::size_t axis = 0; axis <= axes; ++axis) {
    std::vector<Json> values;
    for (const auto number : shown) {
      const auto& trial = record.trials[number];
      values.push_back(axis < axes ? *trial.settings[axis].value : Json(*trial.score));
    }
    const auto places = axis_places(values);
    for (std::size_t i = 0; i < places.size(); ++i) {
      chart.series[i].x.push_back(static_cast<double>(axis));
      chart.series[i].y.push_back(places[i]);
    }
    chart.x_names.push_back(
        axis_name(axis < axes ? record.trials.front().settings[axis].key : "score", values));
  }
  return chart;
}

}  // namespace

std::string text_of(const SearchRecord& record) {
  const auto table = table_of(record);
  std::vector<std::size_t> widths;
  for (const auto& cell : table.head) widths.push_back(cell.size());
  for (const auto& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  const auto line = [&](const std::vector<std::string>& row) {
    std::string text;
    for (std::size_t i = 0; i < row.size(); ++i) {
      text += std::string(widths[i] - row[i].size() + (i == 0 ? 0 : 2), ' ') + row[i];
    }
    return text + "\n";
  };
  auto text = line(table.head);
  for (const auto& row : table.rows) text += line(row);
  return text;
}

Page search_page(const SearchRecord& record) {
  Page page{.title = "Search " + record.recipe,
            .subtitle = std::to_string(record.trials.size()) + " trials, " +
                        record.rounds.strategy + ", " + std::to_string(record.rounds.epochs) +
                        " epochs each at first; score: " + record.metric};
  page.sections.push_back(
      {.heading = "Parallel coordinates", .charts = {parallel_coordinates(record)}});
  page.sections.push_back({.heading = "Trials", .tables = {table_of(record)}});
  return page;
}

}  // namespace handsight
