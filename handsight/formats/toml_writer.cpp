// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/formats/toml.h"

namespace handsight {
namespace {

bool is_table(const Json& value) { return value.is_object(); }

/// A list that is written as [[name]] sections.
bool is_table_list(const Json& value) {
  return value.is_array() && !value.empty() && std::all_of(value.begin(), value.end(), is_table);
}

bool is_section(const Json& value) { return is_table(value) || is_table_list(value); }

std::string quoted(const std::string& text) {
  std::string escaped;
  try {
    escaped = Json(text).dump();  // JSON's escapes are TOML's as well, but for DEL
  } catch (const Json::type_error&) {
    fail("TOML: a text is not UTF-8");
  }
  for (auto at = escaped.find('\x7f'); at != std::string::npos; at = escaped.find('\x7f', at)) {
    escaped.replace(at, 1, "\\u007F");
  }
  return escaped;
}

std::string key_text(const std::string& key) {
  const auto is_bare = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  };
  const bool bare = !key.empty() && std::all_of(key.begin(), key.end(), is_bare);
  return bare ? key : quoted(key);
}

std::string value_text(const Json& value);

/// Members or elements between brackets, nulls left out.
std::string inline_text(const Json& value) {
  std::string text;
  for (const auto& item : value.items()) {
    if (item.value().is_null()) continue;
    if (!text.empty()) text += ", ";
    if (value.is_object()) text += key_text(item.key()) + " = ";
    text += value_text(item.value());
  }
  if (value.is_array()) return "[" + text + "]";
  return text.empty() ? "{}" : "{ " + text + " }";
}

std::string value_text(const Json& value) {
  switch (value.type()) {
    case Json::value_t::object:
    case Json::value_t::array:
      return inline_text(value);
    case Json::value_t::string:
      return quoted(value.get<std::string>());
    case Json::value_t::number_unsigned:
      if (value.get<std::uint64_t>() >
          static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        fail("TOML: the number ", value.get<std::uint64_t>(), " has more than 63 bits");
      }
      return value.dump();
    case Json::value_t::number_float:
      if (!std::isfinite(value.get<double>())) fail("TOML: inf and nan are not written");
      return value.dump();
    case Json::value_t::boolean:
    case Json::value_t::number_integer:
      return value.dump();
    default:
      fail("TOML: a value of type ", value.type_name(), " cannot be written");
  }
}

/// The plain values of `table`, then its sections, each under its full name.
void write_table(const Json& table, const std::string& path, std::string& text) {
  for (const auto& [key, value] : table.items()) {
    if (value.is_null() || is_section(value)) continue;
    text += key_text(key) + " = " + value_text(value) + "\n";
  }
  for (const auto& [key, value] : table.items()) {
    if (!is_section(value)) continue;
    const auto name = path + key_text(key);
    const auto begin_section = [&text](const std::string& header) {
      text += (text.empty() ? "" : "\n") + header + "\n";
    };
    if (is_table(value)) {
      begin_section("[" + name + "]");
      write_table(value, name + ".", text);
      continue;
    }
    for (const auto& element : value) {
      begin_section("[[" + name + "]]");
      write_table(element, name + ".", text);
    }
  }
}

}  // namespace

std::string write_toml(const Json& tree) {
  if (!tree.is_object()) fail("TOML: expected a table to write, found ", tree.type_name());
  std::string text;
  write_table(tree, "", text);
  return text;
}

}  // namespace handsight
