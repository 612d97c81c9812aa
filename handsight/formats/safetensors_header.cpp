// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/formats/safetensors_header.h"

#include <algorithm>
#include <array>
#include <limits>
#include <set>
#include <utility>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/core/json.h"
#include "handsight/formats/descriptor.h"

namespace handsight {
namespace {

struct TypeRow {
  DType dtype;
  std::string_view name;
  std::size_t bytes;
};
constexpr std::array<TypeRow, 10> kTypes{{{DType::kBool, "BOOL", 1},
                                          {DType::kU8, "U8", 1},
                                          {DType::kI8, "I8", 1},
                                          {DType::kI16, "I16", 2},
                                          {DType::kI32, "I32", 4},
                                          {DType::kI64, "I64", 8},
                                          {DType::kF16, "F16", 2},
                                          {DType::kBF16, "BF16", 2},
                                          {DType::kF32, "F32", 4},
                                          {DType::kF64, "F64", 8}}};

const TypeRow& row_of(DType dtype) {
  const auto* const found = std::find_if(
      kTypes.begin(), kTypes.end(), [dtype](const TypeRow& row) { return row.dtype == dtype; });
  if (found == kTypes.end()) fail("safetensors: unknown dtype ", static_cast<int>(dtype));
  return *found;
}

}  // namespace

std::size_t size_of(DType dtype) { return row_of(dtype).bytes; }
std::string_view name_of(DType dtype) { return row_of(dtype).name; }

namespace detail {
namespace {

/// Takes the events of the JSON parser. A header has a fixed shape, so each event is either the
/// expected one or an error; nothing is nested deeper than a list of numbers inside a tensor.
class HeaderSax final : public nlohmann::json_sax<Json> {
 public:
  explicit HeaderSax(std::string_view source) : source_(source) {}

  SafetensorsHeader take() { return std::move(header_); }

  bool start_object(std::size_t) override {
    if (place_ == Place::kStart) return go(Place::kTop);
    if (place_ != Place::kEntry) refuse("a table");
    if (key_ == kMetadataKey) return go(Place::kMetadata);
    header_.tensors.push_back({.name = key_});
    seen_.clear();
    return go(Place::kTensor);
  }
  bool key(string_t& name) override {
    const bool is_new =
        place_ == Place::kTop ? names_.insert(name).second : seen_.insert(name).second;
    if (!is_new) fail_header("'", printable(name), "' is given twice", inside());
    if (place_ == Place::kTop) {
      key_ = name;
      return go(Place::kEntry);
    }
    field_ = name;
    if (place_ == Place::kMetadata) return go(Place::kMetadataValue);
    if (field_ == "dtype") return go(Place::kDType);
    if (field_ == "shape" || field_ == "data_offsets") return go(Place::kList);
    fail_header("unknown key '", printable(name), "'", inside(),
                "; known: dtype, shape, data_offsets");
  }
  bool start_array(std::size_t) override {
    if (place_ != Place::kList) refuse("a list");
    numbers_.clear();
    return go(Place::kNumbers);
  }
  bool end_array() override {
    auto& tensor = header_.tensors.back();
    if (field_ == "shape") {
      tensor.shape.assign(numbers_.begin(), numbers_.end());
    } else {
      if (numbers_.size() != 2) {
        fail_header("data_offsets has ", numbers_.size(), " numbers", inside(), ", expected 2");
      }
      tensor.begin = static_cast<std::uint64_t>(numbers_[0]);
      tensor.end = static_cast<std::uint64_t>(numbers_[1]);
    }
    return go(Place::kTensor);
  }
  bool end_object() override {
    if (place_ == Place::kTop) return go(Place::kEnd);
    if (place_ == Place::kTensor) {
      for (const auto* field : {"dtype", "shape", "data_offsets"}) {
        if (!seen_.contains(field)) fail_header("'", field, "' is missing", inside());
      }
    }
    seen_.clear();
    return go(Place::kTop);
  }
  bool string(string_t& value) override {
    if (place_ == Place::kMetadataValue) {
      header_.metadata.emplace(field_, value);
      return go(Place::kMetadata);
    }
    if (place_ != Place::kDType) refuse("text");
    const auto dtype = dtype_of(value);
    if (!dtype) {
      std::string names;
      for (const auto& row : kTypes) names.append(names.empty() ? "" : " ").append(row.name);
      fail_header("unknown dtype '", printable(value), "'", inside(), "; known: ", names);
    }
    header_.tensors.back().dtype = *dtype;
    return go(Place::kTensor);
  }
  bool number_unsigned(number_unsigned_t value) override {
    if (place_ != Place::kNumbers) refuse("a number");
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      fail_header(field_, " has the number ", value, inside(), ", which is too large");
    }
    constexpr std::size_t kMostDimensions = 64;  // as many as libtorch takes
    if (numbers_.size() == kMostDimensions) {
      fail_header(field_, " has more than ", kMostDimensions, " numbers", inside());
    }
    numbers_.push_back(static_cast<std::int64_t>(value));
    return true;
  }
  bool number_integer(number_integer_t value) override {
    if (place_ != Place::kNumbers) refuse("a number");
    fail_header(field_, " has the negative number ", value, inside());
  }
  bool number_float(number_float_t, const string_t&) override { refuse("a fraction"); }
  bool null() override { refuse("null"); }
  bool boolean(bool) override { refuse("true or false"); }
  bool binary(binary_t&) override { refuse("binary data"); }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception&) override {
    fail_header("not JSON at byte ", position);
  }

 private:
  enum class Place {
    kStart,
    kTop,
    kEntry,
    kMetadata,
    kMetadataValue,
    kTensor,
    kDType,
    kList,
    kNumbers,
    kEnd
  };

  bool go(Place place) {
    constexpr std::size_t kMostTensors = std::size_t{1} << 20U;
    if (header_.tensors.size() > kMostTensors) fail_header("more than ", kMostTensors, " tensors");
    place_ = place;
    return true;
  }
  [[nodiscard]] std::string inside() const {
    return key_.empty() ? "" : " in '" + printable(key_) + "'";
  }
  [[noreturn]] void refuse(std::string_view found) const {
    std::string_view expected = "a table of tensors";
    if (place_ == Place::kEntry) expected = "a table";
    if (place_ == Place::kMetadataValue || place_ == Place::kDType) expected = "text";
    if (place_ == Place::kList) expected = "a list of whole numbers";
    if (place_ == Place::kNumbers) expected = "whole numbers";
    fail_header("found ", found, inside(), ", expected ", expected);
  }
  template <class... Parts>
  [[noreturn]] void fail_header(const Parts&... parts) const {
    fail<FileError>(source_, ": broken safetensors header: ", parts...);
  }

  std::string_view source_;
  Place place_ = Place::kStart;
  std::string key_{};    ///< of the top table: a tensor's name
  std::string field_{};  ///< inside a tensor or the metadata
  std::set<std::string> names_{};
  std::set<std::string> seen_{};
  std::vector<std::int64_t> numbers_{};
  SafetensorsHeader header_{};
};

std::string shape_text(const std::vector<std::int64_t>& shape) {
  std::string text;
  for (const auto size : shape) text += (text.empty() ? "" : ", ") + std::to_string(size);
  return "[" + text + "]";
}

void check_entry(const TensorEntry& entry, std::uint64_t data_bytes, std::string_view source) {
  const auto who = [&] { return "tensor '" + printable(entry.name) + "'"; };
  if (entry.begin > entry.end) {
    fail<FileError>(source, ": ", who(), " ends at byte ", entry.end, " before its begin ",
                    entry.begin);
  }
  if (entry.end > data_bytes) {
    fail<FileError>(source, ": ", who(), " ends at byte ", entry.end, ", but the file has ",
                    data_bytes, " bytes of data; it is truncated");
  }
  const auto expected = bytes_of(entry.shape, entry.dtype);
  if (!expected) {
    fail<FileError>(source, ": ", who(), " has a shape beyond 64 bits: ", shape_text(entry.shape));
  }
  if (*expected != entry.end - entry.begin) {
    fail<FileError>(source, ": ", who(), " of shape ", shape_text(entry.shape), " and dtype ",
                    name_of(entry.dtype), " needs ", *expected, " bytes, found ",
                    entry.end - entry.begin);
  }
}

void check_layout(const std::vector<TensorEntry>& tensors, std::uint64_t data_bytes,
                  std::string_view source) {
  std::uint64_t filled = 0;
  for (const auto& entry : tensors) {
    if (entry.begin != filled) {
      fail<FileError>(source, ": tensor '", printable(entry.name), "' begins at byte ", entry.begin,
                      entry.begin < filled ? " inside the tensor before it" : " after a hole",
                      ", expected ", filled);
    }
    filled = entry.end;
  }
  if (filled != data_bytes) {
    fail<FileError>(source, ": ", data_bytes - filled,
                    " bytes after the last tensor belong to none");
  }
}

}  // namespace

std::optional<DType> dtype_of(std::string_view name) {
  for (const auto& row : kTypes) {
    if (row.name == name) return row.dtype;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> bytes_of(const std::vector<std::int64_t>& shape, DType dtype) {
  std::uint64_t bytes = size_of(dtype);
  for (const auto size : shape) {
    if (size < 0 || __builtin_mul_overflow(bytes, static_cast<std::uint64_t>(size), &bytes)) {
      return std::nullopt;
    }
  }
  return bytes;
}

SafetensorsHeader parse_safetensors_header(std::string_view text, std::uint64_t data_bytes,
                                           std::string_view source) {
  HeaderSax sax(source);
  // a refused event throws, so the returned success says nothing more
  static_cast<void>(Json::sax_parse(text, &sax));
  auto header = sax.take();
  for (const auto& entry : header.tensors) check_entry(entry, data_bytes, source);
  std::stable_sort(header.tensors.begin(), header.tensors.end(),
                   [](const TensorEntry& a, const TensorEntry& b) {
                     return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
                   });
  check_layout(header.tensors, data_bytes, source);
  return header;
}

}  // namespace detail
}  // namespace handsight
