// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "listing.h"

#include <algorithm>
#include <vector>

#include <nlohmann/json.hpp>

namespace handsight {
namespace {

/// Any value in one table cell.
std::string cell(const Json& value) {
  if (value.is_string()) return printable(value.get<std::string>());
  if (value.is_null()) return "";
  return printable(value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

std::string grouped(std::int64_t number) {
  const auto digits = std::to_string(number);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

/// "reference" or whatever else says in words what the thing is.
std::string description(const Json& item) {
  std::string text;
  if (item.contains("parameters")) {
    text += grouped(item["parameters"].get<std::int64_t>()) + " parameters";
    if (item.contains("macs")) {
      text += ", " + grouped((item["macs"].get<std::int64_t>() + 500'000) / 1'000'000) + " MMAC";
    }
  }
  for (const auto* key : {"summary", "system", "reported", "reference"}) {
    if (!item.contains(key) || cell(item[key]).empty()) continue;
    text.append(text.empty() ? "" : "; ").append(cell(item[key]));
  }
  return text;
}

std::vector<std::string> columns_of(const Json& items) {
  std::vector<std::string> columns;
  for (const auto& item : items) {
    for (const auto& [key, value] : item.items()) {
      if (key == "options") continue;
      if (std::find(columns.begin(), columns.end(), key) == columns.end()) columns.push_back(key);
    }
  }
  return columns;
}

std::string escaped(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    if (c == '|') safe += '\\';
    safe += c;
  }
  return safe;
}

std::string markdown_table(const Json& items) {
  const auto columns = columns_of(items);
  std::string header = "|";
  std::string rule = "|";
  for (const auto& column : columns) {
    header.append(" ").append(escaped(column)).append(" |");
    rule += "---|";
  }
  std::string text = header + "\n" + rule + "\n";
  for (const auto& item : items) {
    text += "|";
    for (const auto& column : columns) {
      text.append(" ")
          .append(item.contains(column) ? escaped(cell(item[column])) : "")
          .append(" |");
    }
    text += "\n";
  }
  return text;
}

}  // namespace

std::string printable(std::string_view text) {
  // dump() is what replaces broken UTF-8
  const auto quoted = Json(std::string(text)).dump(-1, ' ', false, Json::error_handler_t::replace);
  auto clean = Json::parse(quoted).get<std::string>();
  for (auto& c : clean) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) c = ' ';
  }
  return clean;
}

std::string json_text(const Json& value) {
  return value.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string plain_listing(const Json& items) {
  std::size_t widest = 0;
  for (const auto& item : items) widest = std::max(widest, cell(item["name"]).size());
  std::string text;
  for (const auto& item : items) {
    auto line = cell(item["name"]);
    const auto what = description(item);
    if (!what.empty()) line.append(widest - line.size() + 2, ' ').append(what);
    text += line + "\n";
  }
  return text;
}

std::string markdown_listing(std::string_view title, const Json& items) {
  std::string text = "# ";
  text.append(title).append("\n\n");
  if (items.empty()) return text + "None.\n";
  text += markdown_table(items);
  for (const auto& item : items) {
    if (!item.contains("options") || item["options"].empty()) continue;
    text.append("\n## ").append(cell(item["name"])).append("\n\n");
    text += markdown_table(item["options"]);
  }
  return text;
}

}  // namespace handsight
