// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "handsight/core/json.h"

namespace handsight {

/// Closed range of allowed numbers.
struct Range {
  double low;
  double high;
};

/// Allowed words; empty allows any text.
struct Choices {
  std::vector<std::string_view> words{};
};

/// Nothing to check: a flag, free text.
struct Any {};

/// One option as help, docs and `list` show it.
struct FieldInfo {
  std::string name;
  std::string type;           ///< "number", "whole number", "true or false", "text", "list of ..."
  std::string default_value;  ///< as JSON text
  std::string allowed;        ///< "[0, 1]", "a | b", or empty
  std::string help;
};

// An options struct lists its fields once, and everything else follows from the list:
//
//   template <class Field> void visit_fields(FocalOptions& o, Field&& field) {
//     field("gamma", o.gamma, Range{0.0, 10.0}, "how much easy pixels are played down");
//   }
//
// Fields are bool, int, std::int64_t, double, std::string, and vectors of int, double and string.
namespace detail {

/// Reads named values out of one JSON object and remembers which names were asked for.
class FieldReader {
 public:
  FieldReader(const Json& settings, std::string_view owner);
  ~FieldReader();
  FieldReader(const FieldReader&) = delete;
  FieldReader& operator=(const FieldReader&) = delete;

  template <class Value, class Allowed>
  void operator()(std::string_view name, Value& value, const Allowed& allowed, std::string_view) {
    read(name, value);
    check(name, value, allowed);
  }
  /// Throws InvalidArgument, with the known names, when the object holds another one.
  void reject_unknown() const;

 private:
  void read(std::string_view name, bool& value);
  void read(std::string_view name, int& value);
  void read(std::string_view name, std::int64_t& value);
  void read(std::string_view name, double& value);
  void read(std::string_view name, std::string& value);
  void read(std::string_view name, std::vector<int>& value);
  void read(std::string_view name, std::vector<double>& value);
  void read(std::string_view name, std::vector<std::string>& value);

  void check_number(std::string_view name, double value, const Range& range) const;
  void check_word(std::string_view name, const std::string& value, const Choices& choices) const;

  template <class Value>
  void check(std::string_view, const Value&, Any) const {}
  void check(std::string_view name, double value, const Range& range) const {
    check_number(name, value, range);
  }
  void check(std::string_view name, const std::string& value, const Choices& choices) const {
    check_word(name, value, choices);
  }
  template <class Value, class Allowed>
  requires(!std::same_as<Allowed, Any>) void check(std::string_view name,
                                                   const std::vector<Value>& values,
                                                   const Allowed& allowed) const {
    for (const auto& value : values) check(name, value, allowed);
  }

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Writes fields into one JSON object, in the order of their list.
class FieldWriter {
 public:
  FieldWriter();
  ~FieldWriter();
  FieldWriter(const FieldWriter&) = delete;
  FieldWriter& operator=(const FieldWriter&) = delete;

  template <class Value, class Allowed>
  void operator()(std::string_view name, const Value& value, const Allowed&, std::string_view) {
    write(name, value);
  }
  [[nodiscard]] Json take();
  /// One value as JSON text.
  [[nodiscard]] std::string text(std::string_view name) const;

 private:
  void write(std::string_view name, bool value);
  void write(std::string_view name, int value);
  void write(std::string_view name, std::int64_t value);
  void write(std::string_view name, double value);
  void write(std::string_view name, const std::string& value);
  void write(std::string_view name, const std::vector<int>& value);
  void write(std::string_view name, const std::vector<double>& value);
  void write(std::string_view name, const std::vector<std::string>& value);

  std::unique_ptr<Json> json_;
};

std::string type_name(const bool*);
std::string type_name(const int*);
std::string type_name(const std::int64_t*);
std::string type_name(const double*);
std::string type_name(const std::string*);
template <class Value>
std::string type_name(const std::vector<Value>*) {
  return "list of " + type_name(static_cast<const Value*>(nullptr));
}
std::string allowed_text(const Range& range);
std::string allowed_text(const Choices& choices);
std::string allowed_text(const Any& any);

}  // namespace detail

/// Builds `Options` from its defaults and the JSON object `settings` (null means no settings).
///
/// `owner` is the unit named in error messages, e.g. "loss dice". Throws InvalidArgument on an
/// unknown name, on a value of another type, and on a value outside the field's range.
template <class Options>
[[nodiscard]] Options parse_fields(const Json& settings, std::string_view owner) {
  Options options;
  detail::FieldReader reader(settings, owner);
  visit_fields(options, reader);
  reader.reject_unknown();
  return options;
}

/// All fields with their values, for the record of a run. parse_fields() reads it back.
/// The defaulted types only put off the need for the complete Json to the callers.
template <class Options, class Result = Json, class Writer = detail::FieldWriter>
[[nodiscard]] Result record_fields(Options options) {
  Writer writer;
  visit_fields(options, writer);
  return writer.take();
}

/// What help and the generated docs say about `Options`.
template <class Options>
[[nodiscard]] std::vector<FieldInfo> describe_fields() {
  Options options;
  std::vector<FieldInfo> infos;
  detail::FieldWriter defaults;
  visit_fields(options, defaults);
  visit_fields(options,
               [&](std::string_view name, auto& value, const auto& allowed, std::string_view help) {
                 infos.push_back({.name = std::string(name),
                                  .type = detail::type_name(&value),
                                  .default_value = defaults.text(name),
                                  .allowed = detail::allowed_text(allowed),
                                  .help = std::string(help)});
               });
  return infos;
}

}  // namespace handsight
