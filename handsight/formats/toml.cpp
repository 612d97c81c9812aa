// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/formats/toml.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/formats/descriptor.h"
#include "handsight/formats/text.h"
#include "handsight/formats/toml_depth.h"
#include "handsight/formats/toml_parser.h"

namespace handsight {
namespace {

constexpr std::size_t kMostKeyParts = 32;

template <class Source>
[[noreturn]] void fail_at(std::string_view source, const Source& position, std::string_view what) {
  fail(source, ": line ", position.line, " column ", position.column, ": ", what);
}

Json json_of(const toml::node& node, std::string_view source);

Json json_of(const toml::table& table, std::string_view source) {
  std::vector<std::pair<const toml::key*, const toml::node*>> entries;
  for (const auto& [key, value] : table) entries.emplace_back(&key, &value);
  // the parser sorts by name; a record reads best in the order of its author
  std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
    return a.first->source().begin < b.first->source().begin;
  });
  Json object = Json::object();
  auto& members = object.get_ref<Json::object_t&>();
  members.reserve(entries.size());
  for (const auto& [key, value] : entries) {
    // names are unique already; looking each up would be quadratic
    members.push_back({std::string(key->str()), json_of(*value, source)});
  }
  return object;
}

Json json_of(const toml::array& array, std::string_view source) {
  Json list = Json::array();
  for (const auto& value : array) list.push_back(json_of(value, source));
  return list;
}

Json json_of(const toml::node& node, std::string_view source) {
  const auto position = node.source().begin;
  switch (node.type()) {
    case toml::node_type::table:
      return json_of(*node.as_table(), source);
    case toml::node_type::array:
      return json_of(*node.as_array(), source);
    case toml::node_type::string:
      return node.as_string()->get();
    case toml::node_type::integer:
      return node.as_integer()->get();
    case toml::node_type::boolean:
      return node.as_boolean()->get();
    case toml::node_type::floating_point:
      if (!std::isfinite(node.as_floating_point()->get())) {
        fail_at(source, position, "inf and nan are not taken; give a finite number");
      }
      return node.as_floating_point()->get();
    default:
      fail_at(source, position, "dates and times are not taken; put it in quotes");
  }
}

std::vector<std::string> key_parts(std::string_view assignment, std::string_view keys) {
  std::vector<std::string> parts;
  while (true) {
    const auto dot = std::min(keys.find('.'), keys.size());
    if (dot == 0) fail("--set '", detail::printable(assignment), "': a key is empty");
    if (parts.size() == kMostKeyParts) {
      fail("--set '", detail::printable(assignment), "': more than ", kMostKeyParts, " keys");
    }
    parts.emplace_back(keys.substr(0, dot));
    if (dot == keys.size()) return parts;
    keys.remove_prefix(dot + 1);
  }
}

/// The value as TOML, or else as plain text.
Json override_value(std::string_view text) {
  try {
    auto tree = parse_toml("value = " + std::string(text), "");
    // a line break in the text would smuggle in more keys
    if (tree.size() == 1) return std::move(tree["value"]);
  } catch (const InvalidArgument&) {
    // plain text, as the caller is promised
  }
  return std::string(text);
}

Json& element(Json& list, const std::string& part, std::string_view assignment) {
  std::size_t index = 0;
  const auto* const end = part.data() + part.size();
  const auto read = std::from_chars(part.data(), end, index);
  if (read.ec != std::errc() || read.ptr != end || index >= list.size()) {
    fail("--set '", detail::printable(assignment), "': no element '", detail::printable(part),
         "' in a list of ", list.size(), "; the first is 0");
  }
  return list[index];
}

/// Puts `value` where `keys` leads; `assignment` is what the messages show.
void put(Json& tree, std::string_view keys, Json value, std::string_view assignment) {
  auto* place = &tree;
  for (const auto& part : key_parts(assignment, keys)) {
    if (place->is_array()) {
      place = &element(*place, part, assignment);
    } else if (place->is_object() || place->is_null()) {
      place = &(*place)[part];
    } else {
      fail("--set '", detail::printable(assignment), "': '", detail::printable(part),
           "' lies inside a ", place->type_name(), ", expected a table or a list");
    }
  }
  *place = std::move(value);
}

}  // namespace

Json parse_toml(std::string_view text, std::string_view source) {
  if (const auto found = detail::deep_toml_key(text, kMostKeyParts)) {
    fail(source, ": line ", *found, ": a key of more than ", kMostKeyParts, " parts");
  }
  try {
    return json_of(toml::parse(text, source), source);
  } catch (const toml::parse_error& error) {
    fail_at(source, error.source().begin, detail::printable(error.description()));
  } catch (const std::logic_error&) {
    fail(source, ": not TOML; look for a bracket, a quote or a letter that does not belong there");
  }
}

Json read_toml(const std::filesystem::path& path) {
  constexpr std::uint64_t kMostBytes = 1U << 20U;
  return parse_toml(read_text(path, kMostBytes), path.string());
}

void apply_override(Json& tree, std::string_view assignment) {
  const auto equals = assignment.find('=');
  if (equals == std::string_view::npos) {
    fail("--set '", detail::printable(assignment),
         "': expected KEY=VALUE, e.g. schedule.epochs=40");
  }
  put(tree, assignment.substr(0, equals), override_value(assignment.substr(equals + 1)),
      assignment);
}

void apply_override(Json& tree, std::string_view keys, Json value) {
  put(tree, keys, std::move(value), keys);
}

}  // namespace handsight
