// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace handsight {

/// One array of a MATLAB file. Which part is filled depends on its class; all are in MATLAB's
/// order: the first index (the row) runs fastest.
struct MatValue {
  enum class Kind : std::uint8_t { kNumbers, kText, kCell, kStruct };
  Kind kind = Kind::kNumbers;
  std::vector<std::int64_t> dims{};   ///< at least two: rows, columns
  std::vector<std::uint8_t> bytes{};  ///< numbers that the file stores as unsigned bytes
  std::vector<double> numbers{};      ///< all others; beyond 2^53 they are rounded
  std::string text{};                 ///< UTF-8
  std::vector<std::string> fields{};  ///< names of a struct's fields
  std::vector<MatValue> children{};   ///< cells; of a struct: all fields of element 0, then of 1

  /// Number of elements: numbers, characters, cells, structs.
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] std::int64_t rows() const { return dims.empty() ? 0 : dims[0]; }
  [[nodiscard]] std::int64_t columns() const { return dims.size() < 2 ? 0 : dims[1]; }
  /// index < size() of an array of numbers.
  [[nodiscard]] double number(std::size_t index) const {
    return bytes.empty() ? numbers[index] : bytes[index];
  }
  /// A field of one element of a struct; null when there is no such field or element.
  [[nodiscard]] const MatValue* field(std::string_view name, std::size_t element = 0) const;
};

using MatVariables = std::map<std::string, MatValue, std::less<>>;

/// Reads the variables of a MATLAB file of version 5 to 7 (`save -v6`, `-v7`): numbers, text,
/// cells and structs, compressed or not. Real parts only; function handles, objects and sparse
/// arrays become empty arrays.
///
/// Throws FileError when the file is damaged, of another version (7.3 is HDF5), big-endian, or
/// unpacks to more than 256 MiB, 2^25 wide numbers or 2^20 values.
///
/// MathWorks, MAT-File Format, R2019b, chapter 1.
[[nodiscard]] MatVariables read_mat(const std::filesystem::path& path);

/// As read_mat(), from memory. `source` stands for the file in messages.
[[nodiscard]] MatVariables parse_mat(std::span<const std::byte> bytes, std::string_view source);

}  // namespace handsight
