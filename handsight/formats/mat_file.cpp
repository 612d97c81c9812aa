// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/formats/mat_file.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "handsight/core/error.h"
#include "handsight/formats/inflate.h"
#include "handsight/formats/mapped_file.h"
#include "handsight/formats/utf8.h"

namespace handsight {
namespace {

using Bytes = std::span<const std::byte>;
using Kind = MatValue::Kind;

constexpr std::size_t kHeaderBytes = 128;
constexpr std::size_t kMostInflated = std::size_t{256} << 20U;
constexpr std::size_t kMostNumbers = std::size_t{1} << 25U;
constexpr std::size_t kMostValues = std::size_t{1} << 20U;
constexpr std::size_t kMostDepth = 16;

enum Type : std::uint32_t {
  kInt8 = 1,
  kUInt8 = 2,
  kInt16 = 3,
  kUInt16 = 4,
  kInt32 = 5,
  kUInt32 = 6,
  kSingle = 7,
  kDouble = 9,
  kInt64 = 12,
  kUInt64 = 13,
  kMatrix = 14,
  kCompressed = 15,
  kUtf8 = 16,
  kUtf16 = 17,
  kUtf32 = 18,
};

enum Class : std::uint32_t {
  kCellClass = 1,
  kStructClass = 2,
  kCharClass = 4,
  kDoubleClass = 6,
  kUInt64Class = 15,
};

std::size_t size_of_type(std::uint32_t type) {
  switch (type) {
    case kInt8:
    case kUInt8:
    case kUtf8:
      return 1;
    case kInt16:
    case kUInt16:
    case kUtf16:
      return 2;
    case kInt32:
    case kUInt32:
    case kSingle:
    case kUtf32:
      return 4;
    case kDouble:
    case kInt64:
    case kUInt64:
      return 8;
    default:
      return 0;
  }
}

template <class Number>
double number_at(const std::byte* at) {
  Number number;
  std::memcpy(&number, at, sizeof number);
  return static_cast<double>(number);
}

double number_of_type(std::uint32_t type, const std::byte* at) {
  switch (type) {
    case kInt8:
      return number_at<std::int8_t>(at);
    case kInt16:
      return number_at<std::int16_t>(at);
    case kUInt16:
    case kUtf16:
      return number_at<std::uint16_t>(at);
    case kInt32:
      return number_at<std::int32_t>(at);
    case kUInt32:
    case kUtf32:
      return number_at<std::uint32_t>(at);
    case kSingle:
      return number_at<float>(at);
    case kDouble:
      return number_at<double>(at);
    case kInt64:
      return number_at<std::int64_t>(at);
    case kUInt64:
      return number_at<std::uint64_t>(at);
    default:
      return number_at<std::uint8_t>(at);
  }
}

struct Element {
  std::uint32_t type = 0;
  Bytes data{};
};

/// What one file may still take; shared by all of its elements.
struct Budget {
  std::size_t inflated = kMostInflated;
  std::size_t numbers = kMostNumbers;
  std::size_t values = kMostValues;
};

/// Walks over the elements of one block of bytes.
class Reader {
 public:
  Reader(Bytes bytes, std::string_view source, Budget& budget)
      : bytes_(bytes), source_(source), budget_(budget) {}

  [[nodiscard]] bool at_end() const { return bytes_.size() - at_ < 8; }

  Element next() {
    const auto word = static_cast<std::uint32_t>(number_at<std::uint32_t>(take(4).data()));
    const std::uint32_t small_bytes = word >> 16U;
    if (small_bytes != 0) {  // type, length and data in 8 bytes
      if (small_bytes > 4) refuse("an element of a length that it cannot have");
      return {word & 0xffffU, take(4).first(small_bytes)};
    }
    const auto length = static_cast<std::uint32_t>(number_at<std::uint32_t>(take(4).data()));
    const Element element{word, take(length)};
    // padded to 8 bytes, but for compressed elements
    if (word != kCompressed) at_ = std::min(bytes_.size(), at_ + (8 - length % 8) % 8);
    return element;
  }

  /// The array in the bytes of a matrix element, and its name.
  static std::pair<std::string, MatValue> matrix(Bytes data, std::string_view source,
                                                 Budget& budget, std::size_t depth) {
    return Reader(data, source, budget).read_matrix(depth);
  }

  template <class... Parts>
  [[noreturn]] void refuse(const Parts&... parts) const {
    fail<FileError>("MATLAB file ", source_, ": ", parts...,
                    "; it is cut short or damaged, save it again with -v7");
  }

 private:
  Bytes take(std::size_t count) {
    if (count > bytes_.size() - at_) {
      refuse("an element of ", count, " bytes where ", bytes_.size() - at_, " are left");
    }
    const Bytes taken = bytes_.subspan(at_, count);
    at_ += count;
    return taken;
  }
  void spend(std::size_t& left, std::size_t count) const {
    if (count > left) refuse("more data than are read from one file");
    left -= count;
  }

  std::pair<std::string, MatValue> read_matrix(std::size_t depth) {
    spend(budget_.values, 1);
    if (depth > kMostDepth) refuse("values nested deeper than ", kMostDepth);
    MatValue value;
    if (bytes_.empty()) return {"", value};  // an empty array in a cell
    const Element flags = next();
    if (flags.data.size() < 4) refuse("an array without its class");
    const auto matlab_class =
        static_cast<std::uint32_t>(number_at<std::uint32_t>(flags.data.data())) & 0xffU;
    read_dims(value);
    const Element name = next();
    std::string name_text(reinterpret_cast<const char*>(name.data.data()), name.data.size());
    if (matlab_class == kCellClass) {
      value.kind = Kind::kCell;
      read_children(value, value.size(), depth);
    } else if (matlab_class == kStructClass) {
      value.kind = Kind::kStruct;
      read_struct(value, depth);
    } else if (matlab_class == kCharClass) {
      value.kind = Kind::kText;
      read_text(value);
    } else if (matlab_class >= kDoubleClass && matlab_class <= kUInt64Class) {
      read_numbers(value);
    } else {
      value.dims = {0, 0};
    }
    return {std::move(name_text), std::move(value)};
  }

  void read_dims(MatValue& value) {
    constexpr std::int64_t kMostElements = std::int64_t{1} << 31U;
    const Element element = next();
    std::int64_t product = 1;
    for (std::size_t i = 0; i + 4 <= element.data.size(); i += 4) {
      const auto dim = static_cast<std::int64_t>(number_at<std::int32_t>(&element.data[i]));
      if (dim < 0 || value.dims.size() == 32) refuse("an array of a size that it cannot have");
      value.dims.push_back(dim);
      product *= dim;
      if (product > kMostElements) refuse("an array of more than 2^31 elements");
    }
    if (value.dims.size() < 2) refuse("an array of less than two dimensions");
  }

  void read_children(MatValue& value, std::size_t count, std::size_t depth) {
    if (count > (bytes_.size() - at_) / 8) refuse("more cells than it has bytes for");
    for (std::size_t i = 0; i < count; ++i) {
      const Element child = next();
      if (child.type != kMatrix) refuse("something else where an array is expected");
      value.children.push_back(matrix(child.data, source_, budget_, depth + 1).second);
    }
  }

  void read_struct(MatValue& value, std::size_t depth) {
    const Element width_element = next();
    const Element names = next();
    if (width_element.data.size() < 4) refuse("a struct without field names");
    const auto width =
        static_cast<std::size_t>(number_at<std::uint32_t>(width_element.data.data()));
    if (width == 0 || width > 256) refuse("field names of ", width, " characters");
    for (std::size_t at = 0; at + width <= names.data.size(); at += width) {
      const auto* text = reinterpret_cast<const char*>(&names.data[at]);
      value.fields.emplace_back(text, ::strnlen(text, width));
    }
    if (value.fields.size() > 4096) refuse("a struct of ", value.fields.size(), " fields");
    if (value.fields.empty()) value.dims = {0, 0};  // nothing tells its elements apart
    read_children(value, value.size() * value.fields.size(), depth);
  }

  void read_text(MatValue& value) {
    const Element element = next();
    const std::size_t step = size_of_type(element.type);
    if (step == 0) refuse("text of a type that it cannot have");
    if (element.type == kUtf8 || element.type == kInt8) {
      value.text.assign(reinterpret_cast<const char*>(element.data.data()), element.data.size());
      return;
    }
    for (std::size_t at = 0; at + step <= element.data.size(); at += step) {
      const double code = number_of_type(element.type, &element.data[at]);
      detail::append_utf8(value.text, static_cast<std::uint32_t>(std::clamp(code, 0.0, 1114111.0)));
    }
  }

  void read_numbers(MatValue& value) {
    const Element element = next();
    const std::size_t step = size_of_type(element.type);
    const std::size_t count = value.size();
    if (step == 0 || element.data.size() / step != count) {
      refuse("an array of ", count, " numbers in ", element.data.size(), " bytes");
    }
    if (element.type == kUInt8) {
      const auto* begin = reinterpret_cast<const std::uint8_t*>(element.data.data());
      value.bytes.assign(begin, begin + count);
      return;
    }
    spend(budget_.numbers, count);
    value.numbers.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      value.numbers.push_back(number_of_type(element.type, &element.data[i * step]));
    }
  }

  Bytes bytes_;
  std::string_view source_;
  Budget& budget_;
  std::size_t at_ = 0;
};

void check_header(Bytes bytes, std::string_view source) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (text.starts_with("\x89HDF") || text.starts_with("MATLAB 7.3")) {
    fail<FileError>("MATLAB file ", source,
                    ": version 7.3 (HDF5), expected 5 to 7; save it again with -v7");
  }
  if (bytes.size() < kHeaderBytes || text.substr(124, 4) != std::string_view("\0\1IM", 4)) {
    fail<FileError>("MATLAB file ", source,
                    ": expected a little-endian MATLAB file of version 5 to 7; save it again with "
                    "-v7");
  }
}

}  // namespace

std::size_t MatValue::size() const {
  if (kind == Kind::kText) return text.size();
  std::size_t product = dims.empty() ? 0 : 1;
  for (const auto dim : dims) product *= static_cast<std::size_t>(dim);
  return product;
}

const MatValue* MatValue::field(std::string_view name, std::size_t element) const {
  const auto found = std::ranges::find(fields, name);
  if (found == fields.end()) return nullptr;
  const auto index =
      element * fields.size() + static_cast<std::size_t>(std::distance(fields.begin(), found));
  return index < children.size() ? &children[index] : nullptr;
}

MatVariables parse_mat(Bytes bytes, std::string_view source) {
  check_header(bytes, source);
  Budget budget;
  MatVariables variables;
  Reader file(bytes.subspan(kHeaderBytes), source, budget);
  while (!file.at_end()) {
    Element element = file.next();
    std::vector<std::byte> inflated;
    if (element.type == kCompressed) {
      inflated = detail::inflate_zlib(element.data, budget.inflated, source);
      budget.inflated -= inflated.size();
      Reader packed(inflated, source, budget);
      if (packed.at_end()) file.refuse("an empty compressed element");
      element = packed.next();
    }
    if (element.type != kMatrix) continue;
    auto [name, value] = Reader::matrix(element.data, source, budget, 0);
    variables.insert_or_assign(std::move(name), std::move(value));
  }
  return variables;
}

MatVariables read_mat(const std::filesystem::path& path) {
  const detail::MappedFile file(path);
  return parse_mat(file.bytes(), path.string());
}

}  // namespace handsight
