// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/reporting/page.h"

#include <cmath>
#include <cstdint>
#include <string_view>

#include <nlohmann/json.hpp>

#include "handsight/core/json.h"
#include "handsight/reporting/embedded.h"

namespace handsight {
namespace {

std::string escaped(std::string_view text) {
  std::string html;
  for (const char c : text) {
    switch (c) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      default:
        html.push_back(c);
    }
  }
  return html;
}

std::string element(std::string_view name, std::string_view text) {
  std::string html = "<";
  return html.append(name).append(">").append(escaped(text)).append("</").append(name).append(">");
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      group = group << 8U | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      const bool used = i + j <= bytes.size();
      text.push_back(used ? kDigits[group >> (18 - 6 * j) & 63U] : '=');
    }
  }
  return text;
}

Json numbers(const std::vector<double>& values) {
  auto list = Json::array();
  for (const double value : values) list.push_back(std::isfinite(value) ? Json(value) : Json());
  return list;
}

/// JSON inside of a script element: no '<' may end it.
std::string chart_html(const Chart& chart) {
  auto series = Json::array();
  for (const auto& one : chart.series) {
    series.push_back(
        {{"name", one.name}, {"x", numbers(one.x)}, {"y", numbers(one.y)}, {"colour", one.colour}});
  }
  const Json json{{"title", chart.title},     {"x_label", chart.x_label},
                  {"y_label", chart.y_label}, {"x_names", chart.x_names},
                  {"legend", chart.legend},   {"series", series}};
  auto text = json.dump(-1, ' ', true, Json::error_handler_t::replace);
  for (auto at = text.find('<'); at != std::string::npos; at = text.find('<', at)) {
    text.replace(at, 1, "\\u003c");
  }
  return "<script class=\"chart\" type=\"application/json\">" + text + "</script>\n";
}

std::string table_html(const Table& table) {
  std::string html = "<div class=\"scroll\"><table><thead><tr>";
  for (const auto& cell : table.head) html += element("th", cell);
  html += "</tr></thead><tbody>\n";
  for (const auto& row : table.rows) {
    html += "<tr>";
    for (const auto& cell : row) html += element("td", cell);
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

std::string picture_html(const PagePicture& picture) {
  return "<figure><img alt=\"" + escaped(picture.caption) +
         "\" src=\"data:" + escaped(picture.media_type) + ";base64," + base64(picture.bytes) +
         "\">" + element("figcaption", picture.caption) + "</figure>\n";
}

std::string section_html(const PageSection& section) {
  auto html = "<section>" + element("h2", section.heading) + "\n";
  if (!section.text.empty()) html += element("pre", section.text);
  for (const auto& table : section.tables) html += table_html(table);
  if (!section.charts.empty()) {
    html += "<div class=\"charts\">";
    for (const auto& chart : section.charts) html += "<div>" + chart_html(chart) + "</div>";
    html += "</div>\n";
  }
  for (const auto& picture : section.pictures) html += picture_html(picture);
  return html + "</section>\n";
}

}  // namespace

std::string render_page(const Page& page) {
  std::string html =
      "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">";
  html += element("title", page.title);
  html.append("<style>").append(uplot_style()).append(page_style()).append("</style></head>\n");
  html += "<body>" + element("h1", page.title) + "<p class=\"subtitle\">" + escaped(page.subtitle) +
          "</p>\n";
  for (const auto& section : page.sections) html += section_html(section);
  html.append("<script>").append(uplot_script()).append("</script>\n");
  html.append("<script>").append(page_script()).append("</script>\n</body>\n</html>\n");
  return html;
}

}  // namespace handsight
