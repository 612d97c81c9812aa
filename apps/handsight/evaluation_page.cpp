// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluation_page.h"

#include <algorithm>
#include <cmath>

#include "handsight/formats/text.h"
#include "handsight/training/evaluation.h"

namespace handsight {
namespace {

Table table_of(const Measurement& measurement) {
  Table table{.head = {measurement.protocol, "value", "95 % interval"}};
  table.head.insert(table.head.end(), measurement.trivial.begin(), measurement.trivial.end());
  for (const auto& value : measurement.values) {
    std::vector<std::string> row{value.name, number_text(value.value), interval_text(value)};
    for (const double trivial : value.trivial) row.push_back(number_text(trivial));
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table size_table(const std::vector<SizeResult>& sizes) {
  Table table{.head = {"hand size", "pictures"}};
  for (const auto& value : sizes.front().measurement.values) {
    table.head.push_back(sizes.front().measurement.protocol + "." + value.name);
  }
  for (const auto& [bin, measurement] : sizes) {
    std::vector<std::string> row{bin, std::to_string(measurement.pictures)};
    for (const auto& value : measurement.values) {
      row.push_back(number_text(value.value) + " (" + interval_text(value) + ")");
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table matrix_table(const CrossMatrix& matrix) {
  Table table{.head = {matrix.metric}};
  table.head.insert(table.head.end(), matrix.data.begin(), matrix.data.end());
  for (std::size_t row = 0; row < matrix.models.size(); ++row) {
    std::vector<std::string> cells{matrix.models[row]};
    for (const auto& cell : matrix.cells[row]) {
      cells.push_back(number_text(cell.value) + " (" + interval_text(cell) + ")");
    }
    table.rows.push_back(std::move(cells));
  }
  return table;
}

/// Quality of the pictures of one task, from the worst to the best.
Chart quality_chart(const std::vector<PictureRecord>& pictures, Task task) {
  ChartSeries series{.name = std::string(name_of(task))};
  for (const auto& picture : pictures) {
    if (!has_task(picture, task)) continue;
    const double quality = picture_quality(picture, task);
    if (!std::isnan(quality)) series.y.push_back(quality);
  }
  std::sort(series.y.begin(), series.y.end());
  for (std::size_t i = 0; i < series.y.size(); ++i) {
    series.x.push_back(100.0 * static_cast<double>(i + 1) / static_cast<double>(series.y.size()));
  }
  return {.title = series.name + ", pictures from worst to best",
          .x_label = "% of the pictures",
          .y_label = "quality",
          .series = {std::move(series)},
          .legend = false};
}

PageSection section_of(const DataResult& result) {
  PageSection section{.heading = result.model + " on " + result.data + ", " +
                                 std::to_string(result.pictures.size()) + " pictures"};
  for (const auto& measurement : result.measurements) {
    section.tables.push_back(table_of(measurement));
  }
  if (!result.sizes.empty()) section.tables.push_back(size_table(result.sizes));
  for (const auto task :
       {Task::kMask, Task::kSides, Task::kParts, Task::kDepth, Task::kKeypoints}) {
    auto chart = quality_chart(result.pictures, task);
    if (!chart.series.front().y.empty()) section.charts.push_back(std::move(chart));
  }
  for (const auto& path : result.gallery) {
    section.pictures.push_back({.caption = path.filename().string(), .bytes = read_text(path)});
  }
  return section;
}

}  // namespace

Page evaluation_page(const std::vector<DataResult>& results, const std::string& metric) {
  const auto matrix = cross_matrix(results, metric);
  Page page{.title = "Evaluation",
            .subtitle = "models: " + std::to_string(matrix.models.size()) +
                        ", data sets: " + std::to_string(matrix.data.size())};
  if (results.size() > 1) {
    page.sections.push_back({.heading = "Models on data sets", .tables = {matrix_table(matrix)}});
  }
  for (const auto& result : results) page.sections.push_back(section_of(result));
  return page;
}

}  // namespace handsight
