// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/reporting/run_report.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <functional>
#include <limits>
#include <set>

#include "handsight/formats/atomic_file.h"
#include "handsight/formats/text.h"
#include "handsight/reporting/event_file.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostPictures = 40;

double number_of(const std::string& text) {
  double value = std::numeric_limits<double>::quiet_NaN();
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// One column of metrics.csv over the epochs.
struct Curve {
  std::string name{};
  std::vector<double> epochs{};
  std::vector<double> values{};
};

std::vector<Curve> read_curves(const fs::path& path) {
  const auto table = read_csv(path);
  const auto epoch = table.column("epoch");
  std::vector<Curve> curves;
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    if (column == epoch) continue;
    Curve curve{.name = table.columns[column]};
    for (const auto& row : table.rows) {
      curve.epochs.push_back(number_of(row[epoch]));
      curve.values.push_back(number_of(row[column]));
    }
    curves.push_back(std::move(curve));
  }
  return curves;
}

/// "imagewise" of "hgr1:val/imagewise.iou", "loss" of "hgr1:val/loss" and of "loss".
std::string chart_of(const std::string& column) {
  const auto slash = column.rfind('/');
  const auto name = slash == std::string::npos ? column : column.substr(slash + 1);
  return name.substr(0, name.rfind('.'));
}

std::vector<Chart> charts_of(const std::vector<Curve>& curves) {
  std::vector<Chart> charts;
  for (const auto& curve : curves) {
    const auto title = chart_of(curve.name);
    auto chart = std::find_if(charts.begin(), charts.end(),
                              [&](const Chart& known) { return known.title == title; });
    if (chart == charts.end()) {
      charts.push_back({.title = title, .x_label = "epoch"});
      chart = charts.end() - 1;
    }
    chart->series.push_back({.name = curve.name, .x = curve.epochs, .y = curve.values});
  }
  return charts;
}

std::string number_text(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4f", value);
  return std::isnan(value) ? "-" : text;
}

/// A value of a curve and the epoch it belongs to; NaN where the curve has none.
struct Extreme {
  double value = std::numeric_limits<double>::quiet_NaN();
  double epoch = std::numeric_limits<double>::quiet_NaN();
};

/// The first value that no other one is `better` than.
template <class Better>
Extreme extreme_of(const Curve& curve, Better better) {
  Extreme best;
  for (std::size_t i = 0; i < curve.values.size(); ++i) {
    const double value = curve.values[i];
    if (std::isnan(value) || (!std::isnan(best.value) && !better(value, best.value))) continue;
    best = {.value = value, .epoch = curve.epochs[i]};
  }
  return best;
}

Table summary_of(const std::vector<Curve>& curves) {
  Table table{.head = {"number", "last", "lowest", "epoch", "highest", "epoch"}};
  for (const auto& curve : curves) {
    const Extreme low = extreme_of(curve, std::less<>());
    const Extreme high = extreme_of(curve, std::greater<>());
    const auto epoch_text = [](double epoch) {
      return std::isnan(epoch) ? "-" : std::to_string(std::llround(epoch));
    };
    table.rows.push_back({curve.name, curve.values.empty() ? "-" : number_text(curve.values.back()),
                          number_text(low.value), epoch_text(low.epoch), number_text(high.value),
                          epoch_text(high.epoch)});
  }
  return table;
}

std::vector<PagePicture> pictures_below(const fs::path& folder) {
  std::set<fs::path> paths;
  std::error_code ignored;
  for (const auto& entry : fs::recursive_directory_iterator(folder, ignored)) {
    const auto extension = entry.path().extension();
    if (entry.is_regular_file(ignored) && (extension == ".jpg" || extension == ".png")) {
      paths.insert(entry.path());
    }
  }
  std::vector<PagePicture> pictures;
  for (const auto& path : paths) {
    if (pictures.size() == kMostPictures) break;
    pictures.push_back({.caption = path.lexically_relative(folder).string(),
                        .media_type = path.extension() == ".png" ? "image/png" : "image/jpeg",
                        .bytes = read_text(path)});
  }
  return pictures;
}

std::vector<EventRow> events_of(const std::vector<Curve>& curves) {
  const auto now =
      std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch());
  std::vector<EventRow> rows;
  for (const auto& curve : curves) {
    rows.resize(std::max(rows.size(), curve.values.size()));
    for (std::size_t i = 0; i < curve.values.size(); ++i) {
      rows[i].step = std::llround(curve.epochs[i]);
      rows[i].wall_time_s = now.count();
      rows[i].values.emplace_back(curve.name, curve.values[i]);
    }
  }
  return rows;
}

}  // namespace

Page run_page(const fs::path& folder) {
  const auto curves = read_curves(folder / "metrics.csv");
  const auto epochs = curves.empty() ? 0 : curves.front().epochs.size();
  auto name = fs::absolute(folder).lexically_normal();
  if (!name.has_filename()) name = name.parent_path();
  Page page{.title = name.filename().string(), .subtitle = std::to_string(epochs) + " epochs"};
  page.sections.push_back({.heading = "Learning curves", .charts = charts_of(curves)});
  page.sections.push_back({.heading = "Numbers", .tables = {summary_of(curves)}});
  for (const auto* kind : {"samples", "gallery"}) {
    auto pictures = pictures_below(folder / kind);
    if (!pictures.empty()) {
      page.sections.push_back({.heading = kind, .pictures = std::move(pictures)});
    }
  }
  if (fs::exists(folder / "recipe.toml")) {
    page.sections.push_back({.heading = "Recipe", .text = read_text(folder / "recipe.toml")});
  }
  return page;
}

void write_run_report(const fs::path& folder) {
  write_file(folder / "report.html", render_page(run_page(folder)));
  write_file(folder / kEventFileName, event_file(events_of(read_curves(folder / "metrics.csv"))));
}

}  // namespace handsight
