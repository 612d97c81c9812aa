// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace handsight {

/// Points in the order of their x. A y that is NaN leaves a gap.
struct ChartSeries {
  std::string name{};
  std::vector<double> x{};
  std::vector<double> y{};
  std::string colour{};  ///< of CSS; empty = one of its own
};

struct Chart {
  std::string title{};
  std::string x_label{};
  std::string y_label{};
  std::vector<std::string> x_names{};  ///< what x = 0, 1 .. are called; empty = numbers
  std::vector<ChartSeries> series{};
  bool legend = true;
};

struct Table {
  std::vector<std::string> head{};
  std::vector<std::vector<std::string>> rows{};
};

struct PagePicture {
  std::string caption{};
  std::string media_type = "image/jpeg";
  std::string bytes{};
};

struct PageSection {
  std::string heading{};
  std::string text{};  ///< shown as it is, line by line
  std::vector<Chart> charts{};
  std::vector<Table> tables{};
  std::vector<PagePicture> pictures{};
};

struct Page {
  std::string title{};
  std::string subtitle{};
  std::vector<PageSection> sections{};
};

/// One HTML file that needs nothing from elsewhere: charts by uPlot (third_party/uplot), pictures
/// as data. All text is shown as text, whatever it holds.
[[nodiscard]] std::string render_page(const Page& page);

}  // namespace handsight
