// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/formats/mat_writer.h"

#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <string_view>
#include <utility>

#include "handsight/core/error.h"

namespace handsight {
namespace {

using Kind = MatValue::Kind;

constexpr std::size_t kHeaderBytes = 128;
constexpr std::size_t kFieldNameBytes = 32;

// Types of data elements and classes of arrays.
constexpr std::uint32_t kInt8 = 1;
constexpr std::uint32_t kUInt8 = 2;
constexpr std::uint32_t kUInt16 = 4;
constexpr std::uint32_t kInt32 = 5;
constexpr std::uint32_t kUInt32 = 6;
constexpr std::uint32_t kDouble = 9;
constexpr std::uint32_t kMatrix = 14;
constexpr std::uint32_t kCompressed = 15;
constexpr std::uint32_t kCellClass = 1;
constexpr std::uint32_t kStructClass = 2;
constexpr std::uint32_t kCharClass = 4;
constexpr std::uint32_t kDoubleClass = 6;
constexpr std::uint32_t kUInt8Class = 9;

std::uint32_t class_of(const MatValue& value) {
  switch (value.kind) {
    case Kind::kCell:
      return kCellClass;
    case Kind::kStruct:
      return kStructClass;
    case Kind::kText:
      return kCharClass;
    case Kind::kNumbers:
      break;
  }
  return value.bytes.empty() ? kDoubleClass : kUInt8Class;
}

class Encoder {
 public:
  void matrix(const MatValue& value, std::string_view name) {
    word(kMatrix);
    const auto length_at = bytes_.size();
    word(0);
    array(value, name);
    const auto length =
        static_cast<std::uint32_t>(bytes_.size() - length_at - sizeof(std::uint32_t));
    std::memcpy(bytes_.data() + length_at, &length, sizeof length);
  }
  [[nodiscard]] std::string take() { return std::move(bytes_); }

 private:
  void word(std::uint32_t value) { raw(&value, sizeof value); }
  void raw(const void* data, std::size_t size) {
    bytes_.append(static_cast<const char*>(data), size);
  }
  /// A tag, the data, and zeros up to a multiple of 8 bytes.
  void element(std::uint32_t type, const void* data, std::size_t size) {
    word(type);
    word(static_cast<std::uint32_t>(size));
    raw(data, size);
    bytes_.resize((bytes_.size() + 7) / 8 * 8);
  }
  void array(const MatValue& value, std::string_view name) {
    const std::uint32_t flags[2] = {class_of(value), 0};
    element(kUInt32, flags, sizeof flags);
    const std::vector<std::int32_t> dims(value.dims.begin(), value.dims.end());
    element(kInt32, dims.data(), dims.size() * sizeof(std::int32_t));
    element(kInt8, name.data(), name.size());
    switch (value.kind) {
      case Kind::kText: {
        const std::vector<std::uint16_t> characters(value.text.begin(), value.text.end());
        element(kUInt16, characters.data(), characters.size() * sizeof(std::uint16_t));
        break;
      }
      case Kind::kStruct:
        field_names(value);
        [[fallthrough]];
      case Kind::kCell:
        for (const auto& child : value.children) matrix(child, "");
        break;
      case Kind::kNumbers:
        if (value.bytes.empty()) {
          element(kDouble, value.numbers.data(), value.numbers.size() * sizeof(double));
        } else {
          element(kUInt8, value.bytes.data(), value.bytes.size());
        }
    }
  }
  void field_names(const MatValue& value) {
    const std::int32_t length = kFieldNameBytes;
    // the small form of a data element, which MATLAB requires here
    word(std::uint32_t{sizeof length} << 16U | kInt32);
    raw(&length, sizeof length);
    std::string names;
    for (const auto& field : value.fields) {
      if (field.size() >= kFieldNameBytes) fail("MATLAB: the field name '", field, "' is too long");
      names += field;
      names.append(kFieldNameBytes - field.size(), '\0');
    }
    element(kInt8, names.data(), names.size());
  }

  std::string bytes_{};
};

void append(std::string& file, std::uint32_t value) {
  file.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void append_compressed(std::string& file, const std::string& plain) {
  auto length = ::compressBound(static_cast<uLong>(plain.size()));
  std::string packed(length, '\0');
  const int result =
      ::compress(reinterpret_cast<Bytef*>(packed.data()), &length,
                 reinterpret_cast<const Bytef*>(plain.data()), static_cast<uLong>(plain.size()));
  if (result != Z_OK) fail("MATLAB: zlib cannot pack ", plain.size(), " bytes");
  append(file, kCompressed);
  append(file, static_cast<std::uint32_t>(length));
  file.append(packed, 0, length);
}

MatValue value_of(Kind kind, std::int64_t rows, std::int64_t columns) {
  MatValue value;
  value.kind = kind;
  value.dims = {rows, columns};
  return value;
}

void require_size(std::size_t found, std::int64_t rows, std::int64_t columns) {
  if (rows < 0 || columns < 0 || found != static_cast<std::size_t>(rows * columns)) {
    fail("MATLAB: ", found, " numbers for a matrix of ", rows, " x ", columns);
  }
}

}  // namespace

MatValue mat_number(double value) { return mat_matrix({value}, 1, 1); }

MatValue mat_matrix(std::vector<double> numbers, std::int64_t rows, std::int64_t columns) {
  require_size(numbers.size(), rows, columns);
  auto value = value_of(Kind::kNumbers, rows, columns);
  value.numbers = std::move(numbers);
  return value;
}

MatValue mat_bytes(std::vector<std::uint8_t> bytes, std::int64_t rows, std::int64_t columns) {
  require_size(bytes.size(), rows, columns);
  auto value = value_of(Kind::kNumbers, rows, columns);
  value.bytes = std::move(bytes);
  return value;
}

MatValue mat_text(std::string text) {
  auto value = value_of(Kind::kText, 1, static_cast<std::int64_t>(text.size()));
  value.text = std::move(text);
  return value;
}

MatValue mat_structs(std::vector<std::string> fields, std::vector<std::vector<MatValue>> elements) {
  auto value = value_of(Kind::kStruct, 1, static_cast<std::int64_t>(elements.size()));
  for (auto& element : elements) {
    if (element.size() != fields.size()) {
      fail("MATLAB: a struct of ", element.size(), " values for ", fields.size(), " fields");
    }
    std::ranges::move(element, std::back_inserter(value.children));
  }
  value.fields = std::move(fields);
  return value;
}

std::string encode_mat(const MatVariables& variables) {
  std::string file = "MATLAB 5.0 MAT-file, written by handsight";
  // blanks, no subsystem data, version 1.0, the mark of a little-endian writer
  constexpr std::string_view kEnd("\0\0\0\0\0\0\0\0\0\1IM", 12);
  file.append(kHeaderBytes - kEnd.size() - file.size(), ' ').append(kEnd);
  for (const auto& [name, value] : variables) {
    if (name.size() >= kFieldNameBytes) fail("MATLAB: the variable name '", name, "' is too long");
    Encoder encoder;
    encoder.matrix(value, name);
    append_compressed(file, encoder.take());
  }
  return file;
}

}  // namespace handsight
