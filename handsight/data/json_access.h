// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "handsight/core/json.h"

namespace handsight {

// Members of JSON from files, whose types cannot be trusted: nothing is thrown, what is missing or
// of another type is absent.

[[nodiscard]] inline const Json* member(const Json& object, std::string_view name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

[[nodiscard]] inline std::string text_member(const Json& object, std::string_view name) {
  const Json* value = member(object, name);
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

/// A whole number.
[[nodiscard]] inline std::optional<std::int64_t> whole_member(const Json& object,
                                                              std::string_view name) {
  const Json* value = member(object, name);
  if (value == nullptr) return std::nullopt;
  if (value->is_number_integer()) return value->get<std::int64_t>();
  return std::nullopt;
}

/// All numbers below `value`, in order: lists in lists are joined. Numbers that a float cannot hold
/// become infinite.
inline void append_numbers(const Json& value, std::vector<float>& numbers) {
  if (value.is_number()) {
    const double number = value.get<double>();
    constexpr double kMost = std::numeric_limits<float>::max();
    numbers.push_back(std::abs(number) <= kMost ? static_cast<float>(number)
                                                : std::numeric_limits<float>::infinity());
  }
  if (!value.is_array()) return;
  for (const auto& item : value) append_numbers(item, numbers);
}

[[nodiscard]] inline std::vector<float> number_members(const Json& object, std::string_view name) {
  std::vector<float> numbers;
  if (const Json* value = member(object, name)) append_numbers(*value, numbers);
  return numbers;
}

}  // namespace handsight
