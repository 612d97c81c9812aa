// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/core/fields.h"

#include <limits>
#include <utility>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"

namespace handsight::detail {
namespace {

std::string shortened(const Json& value) {
  constexpr std::size_t kMost = 60;
  auto text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (text.size() > kMost) text = text.substr(0, kMost) + "...";
  return text;
}

template <class Integer>
bool assign_integer(const Json& from, Integer& to) {
  if (!from.is_number_integer()) return false;
  if (from.is_number_unsigned() &&
      from.get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<Integer>::max())) {
    return false;
  }
  const auto wide = from.get<std::int64_t>();
  if (!std::in_range<Integer>(wide)) return false;
  to = static_cast<Integer>(wide);
  return true;
}

bool assign(const Json& from, bool& to) {
  if (!from.is_boolean()) return false;
  to = from.get<bool>();
  return true;
}
bool assign(const Json& from, int& to) { return assign_integer(from, to); }
bool assign(const Json& from, std::int64_t& to) { return assign_integer(from, to); }
bool assign(const Json& from, double& to) {
  if (!from.is_number()) return false;
  to = from.get<double>();
  return true;
}
bool assign(const Json& from, std::string& to) {
  if (!from.is_string()) return false;
  to = from.get<std::string>();
  return true;
}
template <class Value>
bool assign(const Json& from, std::vector<Value>& to) {
  if (!from.is_array()) return false;
  std::vector<Value> values(from.size());
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (!assign(from[i], values[i])) return false;
  }
  to = std::move(values);
  return true;
}

}  // namespace

struct FieldReader::Impl {
  const Json& settings;
  std::string owner;
  std::vector<std::string> known{};

  template <class Value>
  void read(std::string_view name, Value& value) {
    known.emplace_back(name);
    if (settings.is_null()) return;
    const auto found = settings.find(name);
    if (found == settings.end()) return;
    if (!assign(*found, value)) {
      fail(owner, ": option '", name, "' needs a ", type_name(&value), ", found ",
           shortened(*found));
    }
  }
};

FieldReader::FieldReader(const Json& settings, std::string_view owner)
    : impl_(new Impl{.settings = settings, .owner = std::string(owner)}) {
  if (!settings.is_null() && !settings.is_object()) {
    fail(owner, ": expected a table of options, found ", shortened(settings));
  }
}
FieldReader::~FieldReader() = default;

void FieldReader::read(std::string_view name, bool& value) { impl_->read(name, value); }
void FieldReader::read(std::string_view name, int& value) { impl_->read(name, value); }
void FieldReader::read(std::string_view name, std::int64_t& value) { impl_->read(name, value); }
void FieldReader::read(std::string_view name, double& value) { impl_->read(name, value); }
void FieldReader::read(std::string_view name, std::string& value) { impl_->read(name, value); }
void FieldReader::read(std::string_view name, std::vector<int>& value) { impl_->read(name, value); }
void FieldReader::read(std::string_view name, std::vector<double>& value) {
  impl_->read(name, value);
}
void FieldReader::read(std::string_view name, std::vector<std::string>& value) {
  impl_->read(name, value);
}

void FieldReader::check_number(std::string_view name, double value, const Range& range) const {
  if (!(value >= range.low && value <= range.high)) {
    fail(impl_->owner, ": option '", name, "' is ", value, ", allowed is ", allowed_text(range));
  }
}

void FieldReader::check_word(std::string_view name, const std::string& value,
                             const Choices& choices) const {
  if (choices.words.empty()) return;
  for (const auto word : choices.words) {
    if (word == value) return;
  }
  fail(impl_->owner, ": option '", name, "' is '", value, "', allowed is ", allowed_text(choices));
}

void FieldReader::reject_unknown() const {
  if (impl_->settings.is_null()) return;
  for (const auto& item : impl_->settings.items()) {
    bool is_known = false;
    std::string names;
    for (const auto& name : impl_->known) {
      is_known = is_known || name == item.key();
      names += (names.empty() ? "" : ", ") + name;
    }
    if (!is_known) {
      fail(impl_->owner, ": unknown option '", item.key(), "'; ",
           names.empty() ? "it takes no options" : "known options: " + names);
    }
  }
}

FieldWriter::FieldWriter() : json_(std::make_unique<Json>(Json::object())) {}
FieldWriter::~FieldWriter() = default;
Json FieldWriter::take() { return std::move(*json_); }
std::string FieldWriter::text(std::string_view name) const {
  return json_->at(std::string(name)).dump();
}

void FieldWriter::write(std::string_view name, bool value) { (*json_)[std::string(name)] = value; }
void FieldWriter::write(std::string_view name, int value) { (*json_)[std::string(name)] = value; }
void FieldWriter::write(std::string_view name, std::int64_t value) {
  (*json_)[std::string(name)] = value;
}
void FieldWriter::write(std::string_view name, double value) {
  (*json_)[std::string(name)] = value;
}
void FieldWriter::write(std::string_view name, const std::string& value) {
  (*json_)[std::string(name)] = value;
}
void FieldWriter::write(std::string_view name, const std::vector<int>& value) {
  (*json_)[std::string(name)] = value;
}
void FieldWriter::write(std::string_view name, const std::vector<double>& value) {
  (*json_)[std::string(name)] = value;
}
void FieldWriter::write(std::string_view name, const std::vector<std::string>& value) {
  (*json_)[std::string(name)] = value;
}

std::string type_name(const bool*) { return "true or false"; }
std::string type_name(const int*) { return "whole number"; }
std::string type_name(const std::int64_t*) { return "whole number"; }
std::string type_name(const double*) { return "number"; }
std::string type_name(const std::string*) { return "text"; }

std::string allowed_text(const Range& range) {
  std::ostringstream text;
  text << '[' << range.low << ", " << range.high << ']';
  return text.str();
}
std::string allowed_text(const Choices& choices) {
  std::string text;
  for (const auto word : choices.words) text.append(text.empty() ? "" : " | ").append(word);
  return text;
}
std::string allowed_text(const Any&) { return ""; }

}  // namespace handsight::detail
