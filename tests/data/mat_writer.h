// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

namespace handsight::test {

/// Just enough of a MATLAB 5 writer for the files of the tests, uncompressed.
namespace mat {

inline std::string number32(std::uint32_t value) {
  std::string bytes(4, '\0');
  std::memcpy(bytes.data(), &value, 4);
  return bytes;
}
inline std::string element(std::uint32_t type, const std::string& data) {
  return number32(type) + number32(static_cast<std::uint32_t>(data.size())) + data +
         std::string((8 - data.size() % 8) % 8, '\0');
}
inline std::string array(std::uint32_t matlab_class, std::uint32_t rows, std::uint32_t columns,
                         const std::string& content, const std::string& name = "") {
  return element(14, element(6, number32(matlab_class) + number32(0)) +
                         element(5, number32(rows) + number32(columns)) + element(1, name) +
                         content);
}
inline std::string text(const std::string& value, const std::string& name = "") {
  return array(4, 1, static_cast<std::uint32_t>(value.size()), element(16, value), name);
}
/// `values` column by column.
inline std::string doubles(std::uint32_t rows, std::uint32_t columns,
                           const std::vector<double>& values, const std::string& name = "") {
  std::string data(values.size() * 8, '\0');
  if (!values.empty()) std::memcpy(data.data(), values.data(), data.size());
  return array(6, rows, columns, element(9, data), name);
}
inline std::string bytes(std::uint32_t rows, std::uint32_t columns, const std::string& values,
                         const std::string& name = "") {
  return array(9, rows, columns, element(2, values), name);
}
using Field = std::pair<std::string, std::string>;
/// A 1 x N struct array; every element has the same fields.
inline std::string structs(const std::vector<std::vector<Field>>& elements,
                           const std::string& name = "") {
  std::string names;
  std::string values;
  for (const auto& [field, value] : elements.at(0)) {
    names += field + std::string(32 - field.size(), '\0');
  }
  for (const auto& fields : elements) {
    for (const auto& [field, value] : fields) values += value;
  }
  return array(2, 1, static_cast<std::uint32_t>(elements.size()),
               element(5, number32(32)) + element(1, names) + values, name);
}
inline std::string file(const std::string& variables) {
  std::string header = "MATLAB 5.0 MAT-file";
  header.resize(124, ' ');
  return header + std::string("\0\1IM", 4) + variables;
}

}  // namespace mat
}  // namespace handsight::test
