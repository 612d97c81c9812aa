// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/formats/pickle_objects.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

#include "handsight/core/error.h"
#include "handsight/formats/descriptor.h"
#include "handsight/formats/safetensors_header.h"

namespace handsight::detail {
namespace {

using Content = PickleValue::Content;
using Items = std::vector<PicklePtr>;

struct StorageClass {
  std::string_view name;
  DType dtype;
};
constexpr std::array<StorageClass, 10> kStorageClasses{{{"torch.FloatStorage", DType::kF32},
                                                        {"torch.DoubleStorage", DType::kF64},
                                                        {"torch.HalfStorage", DType::kF16},
                                                        {"torch.BFloat16Storage", DType::kBF16},
                                                        {"torch.LongStorage", DType::kI64},
                                                        {"torch.IntStorage", DType::kI32},
                                                        {"torch.ShortStorage", DType::kI16},
                                                        {"torch.CharStorage", DType::kI8},
                                                        {"torch.ByteStorage", DType::kU8},
                                                        {"torch.BoolStorage", DType::kBool}}};

struct DTypeCode {
  std::string_view code;
  DType dtype;
};
constexpr std::array<DTypeCode, 9> kDTypeCodes{{{"b1", DType::kBool},
                                                {"i1", DType::kI8},
                                                {"u1", DType::kU8},
                                                {"i2", DType::kI16},
                                                {"i4", DType::kI32},
                                                {"i8", DType::kI64},
                                                {"f2", DType::kF16},
                                                {"f4", DType::kF32},
                                                {"f8", DType::kF64}}};

// numpy 2 moved numpy.core; Python 2 called its builtins otherwise.
constexpr std::array<std::string_view, 20> kFunctions{"collections.OrderedDict",
                                                      "builtins.set",
                                                      "builtins.frozenset",
                                                      "builtins.bytes",
                                                      "__builtin__.set",
                                                      "__builtin__.frozenset",
                                                      "__builtin__.bytes",
                                                      "_codecs.encode",
                                                      "numpy.ndarray",
                                                      "numpy.dtype",
                                                      "numpy.core.multiarray._reconstruct",
                                                      "numpy._core.multiarray._reconstruct",
                                                      "numpy.core.multiarray.scalar",
                                                      "numpy._core.multiarray.scalar",
                                                      "torch.Size",
                                                      "torch.device",
                                                      "torch._utils._rebuild_tensor",
                                                      "torch._utils._rebuild_tensor_v2",
                                                      "torch._utils._rebuild_parameter",
                                                      "torch.nn.parameter.Parameter"};

[[noreturn]] void refuse_arguments(std::string_view name, std::string_view source) {
  fail<FileError>("pickle ", source, ": ", name,
                  " with arguments that it never has; the file is damaged");
}

const Items* sequence(const PickleValue& value) {
  if (const auto* list = value.get_if<PickleList>()) return &list->items;
  if (const auto* tuple = value.get_if<PickleTuple>()) return &tuple->items;
  if (const auto* set = value.get_if<PickleSet>()) return &set->items;
  return nullptr;
}

std::optional<std::vector<std::int64_t>> whole_numbers(const PickleValue& value) {
  constexpr std::size_t kMostDimensions = 32;
  const Items* items = sequence(value);
  if (items == nullptr || items->size() > kMostDimensions) return std::nullopt;
  std::vector<std::int64_t> numbers;
  for (const auto& item : *items) {
    const auto* number = item->get_if<std::int64_t>();
    if (number == nullptr) return std::nullopt;
    numbers.push_back(*number);
  }
  return numbers;
}

std::optional<std::string> raw_bytes(const PickleValue& value) {
  if (const auto* bytes = value.get_if<PickleBytes>()) return bytes->bytes;
  if (const auto* text = value.get_if<std::string>()) return *text;  // a str of Python 2
  return std::nullopt;
}

/// Python 3 writes bytes for protocols 0 to 2 as text whose characters are the bytes.
Content latin1_bytes(const Items& arguments, std::string_view source) {
  const auto* text = arguments.empty() ? nullptr : arguments[0]->get_if<std::string>();
  if (text == nullptr) refuse_arguments("_codecs.encode", source);
  PickleBytes encoded;
  encoded.bytes.reserve(text->size());
  for (std::size_t i = 0; i < text->size(); ++i) {
    const auto lead = static_cast<unsigned char>((*text)[i]);
    if (lead < 0x80) {
      encoded.bytes += static_cast<char>(lead);
      continue;
    }
    const bool pair = (lead == 0xc2 || lead == 0xc3) && i + 1 < text->size();
    if (!pair) refuse_arguments("_codecs.encode", source);
    const auto trail = static_cast<unsigned char>((*text)[++i]);
    encoded.bytes += static_cast<char>(((lead & 0x03U) << 6U) | (trail & 0x3fU));
  }
  return encoded;
}

Content ordered_dict(const Items& arguments, std::string_view source) {
  PickleDict dict;
  if (arguments.empty()) return dict;
  const Items* pairs = sequence(*arguments[0]);
  if (pairs == nullptr) refuse_arguments("collections.OrderedDict", source);
  for (const auto& item : *pairs) {
    const Items* pair = sequence(*item);
    if (pair == nullptr || pair->size() != 2) refuse_arguments("collections.OrderedDict", source);
    dict.entries.emplace_back((*pair)[0], (*pair)[1]);
  }
  return dict;
}

Content set_of(const Items& arguments, std::string_view source) {
  if (arguments.empty()) return PickleSet{};
  const Items* items = sequence(*arguments[0]);
  if (items == nullptr) refuse_arguments("set", source);
  return PickleSet{*items};
}

Content numpy_dtype(const Items& arguments, std::string_view source) {
  const auto* code = arguments.empty() ? nullptr : arguments[0]->get_if<std::string>();
  if (code == nullptr) refuse_arguments("numpy.dtype", source);
  const auto* const found = std::ranges::find(kDTypeCodes, *code, &DTypeCode::code);
  if (found == kDTypeCodes.end()) {
    fail<FileError>("pickle ", source, ": a numpy array of type '", printable(*code),
                    "'; expected bool, int8 to int64, uint8 or float16 to float64");
  }
  return NumpyDType{.dtype = found->dtype};
}

template <class Number>
Number number_from(const char* bytes) {
  Number number;
  std::memcpy(&number, bytes, sizeof number);
  return number;
}

double element_as_double(DType dtype, const char* at) {
  switch (dtype) {
    case DType::kBool:
    case DType::kU8:
      return number_from<std::uint8_t>(at);
    case DType::kI8:
      return number_from<std::int8_t>(at);
    case DType::kI16:
      return number_from<std::int16_t>(at);
    case DType::kI32:
      return number_from<std::int32_t>(at);
    case DType::kI64:
      return static_cast<double>(number_from<std::int64_t>(at));
    case DType::kF32:
      return number_from<float>(at);
    case DType::kF64:
      return number_from<double>(at);
    default:
      fail("numpy array: elements of type ", name_of(dtype), " are not converted; use its bytes");
  }
}

void to_little_endian(std::string& bytes, std::size_t element_bytes) {
  for (std::size_t at = 0; at + element_bytes <= bytes.size(); at += element_bytes) {
    std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                 bytes.begin() + static_cast<std::ptrdiff_t>(at + element_bytes));
  }
}

Content numpy_scalar(const Items& arguments, std::string_view source) {
  constexpr auto kName = "numpy.core.multiarray.scalar";
  const auto* dtype = arguments.size() == 2 ? arguments[0]->get_if<NumpyDType>() : nullptr;
  if (dtype == nullptr) refuse_arguments(kName, source);
  auto bytes = raw_bytes(*arguments[1]);
  if (!bytes || bytes->size() != size_of(dtype->dtype)) refuse_arguments(kName, source);
  if (dtype->big_endian) to_little_endian(*bytes, bytes->size());
  switch (dtype->dtype) {
    case DType::kBool:
      return (*bytes)[0] != 0;
    case DType::kF16:
      fail<FileError>("pickle ", source, ": a number of type float16; save it as float32");
    case DType::kF32:
    case DType::kF64:
      return element_as_double(dtype->dtype, bytes->data());
    case DType::kI64:
      return number_from<std::int64_t>(bytes->data());
    default:
      return static_cast<std::int64_t>(element_as_double(dtype->dtype, bytes->data()));
  }
}

Content torch_tensor(const Items& arguments, std::string_view source) {
  constexpr auto kName = "torch._utils._rebuild_tensor_v2";
  if (arguments.size() < 4) refuse_arguments(kName, source);
  const auto* storage = arguments[0]->get_if<TorchStorage>();
  const auto* offset = arguments[1]->get_if<std::int64_t>();
  auto shape = whole_numbers(*arguments[2]);
  auto strides = whole_numbers(*arguments[3]);
  if (storage == nullptr || offset == nullptr || !shape || !strides ||
      shape->size() != strides->size()) {
    refuse_arguments(kName, source);
  }
  return TorchTensor{.storage = *storage,
                     .offset = *offset,
                     .shape = std::move(*shape),
                     .strides = std::move(*strides)};
}

Content torch_parameter(const Items& arguments, std::string_view source) {
  const auto* tensor = arguments.empty() ? nullptr : arguments[0]->get_if<TorchTensor>();
  if (tensor == nullptr) refuse_arguments("torch._utils._rebuild_parameter", source);
  return *tensor;
}

/// Fortran order: the first index runs fastest.
std::string row_major(const std::string& bytes, const std::vector<std::int64_t>& shape,
                      std::size_t element_bytes) {
  std::string sorted(bytes.size(), '\0');
  std::vector<std::size_t> index(shape.size(), 0);
  for (std::size_t from = 0; from < bytes.size(); from += element_bytes) {
    std::size_t to = 0;
    for (std::size_t d = 0; d < shape.size(); ++d) {
      to = to * static_cast<std::size_t>(shape[d]) + index[d];
    }
    std::memcpy(sorted.data() + to * element_bytes, bytes.data() + from, element_bytes);
    for (std::size_t d = 0; d < shape.size(); ++d) {
      if (++index[d] < static_cast<std::size_t>(shape[d])) break;
      index[d] = 0;
    }
  }
  return sorted;
}

/// state  (version, shape, dtype, is_fortran, bytes)
void build_array(NumpyArray& array, const PickleValue& state, std::string_view source) {
  constexpr auto kName = "numpy.ndarray";
  const Items* items = sequence(state);
  if (items == nullptr || items->size() != 5) refuse_arguments(kName, source);
  auto shape = whole_numbers(*(*items)[1]);
  const auto* dtype = (*items)[2]->get_if<NumpyDType>();
  auto bytes = raw_bytes(*(*items)[4]);
  if (!shape || dtype == nullptr || !bytes) refuse_arguments(kName, source);
  const auto expected = bytes_of(*shape, dtype->dtype);
  if (!expected || *expected != bytes->size()) {
    fail<FileError>("pickle ", source, ": a numpy array has ", bytes->size(),
                    " bytes, its shape needs another number; the file is damaged");
  }
  const auto* fortran_flag = (*items)[3]->get_if<bool>();
  const auto* fortran_number = (*items)[3]->get_if<std::int64_t>();
  const bool fortran = (fortran_flag != nullptr && *fortran_flag) ||
                       (fortran_number != nullptr && *fortran_number != 0);
  const std::size_t element_bytes = size_of(dtype->dtype);
  if (fortran) *bytes = row_major(*bytes, *shape, element_bytes);
  if (dtype->big_endian) to_little_endian(*bytes, element_bytes);
  array = {.dtype = dtype->dtype, .shape = std::move(*shape), .bytes = std::move(*bytes)};
}

/// state  (version, byte order, ...)
void build_dtype(NumpyDType& dtype, const PickleValue& state, std::string_view source) {
  const Items* items = sequence(state);
  const auto order = items != nullptr && items->size() > 1 ? raw_bytes(*(*items)[1]) : std::nullopt;
  if (!order) refuse_arguments("numpy.dtype", source);
  dtype.big_endian = *order == ">";
}

}  // namespace

PickleGlobal pickle_global(std::string_view module, std::string_view name,
                           std::string_view source) {
  std::string full = std::string(module) + '.' + std::string(name);
  const bool known =
      std::ranges::find(kFunctions, full) != kFunctions.end() ||
      std::ranges::find(kStorageClasses, full, &StorageClass::name) != kStorageClasses.end();
  if (!known) {
    fail<FileError>("pickle ", source, ": asks for ", printable(full),
                    "; only numpy arrays, containers and tensors are read");
  }
  return {std::move(full)};
}

PickleValue::Content pickle_call(const PickleValue& function, const PickleValue& arguments,
                                 std::string_view source) {
  const auto* global = function.get_if<PickleGlobal>();
  const auto* tuple = arguments.get_if<PickleTuple>();
  if (global == nullptr || tuple == nullptr) refuse_arguments("a call", source);
  const std::string_view name = global->name;
  const Items& items = tuple->items;
  if (name == "collections.OrderedDict") return ordered_dict(items, source);
  if (name.ends_with("set")) return set_of(items, source);
  if (name.ends_with(".bytes") && items.empty()) return PickleBytes{};
  if (name == "_codecs.encode") return latin1_bytes(items, source);
  if (name == "numpy.dtype") return numpy_dtype(items, source);
  if (name.ends_with("._reconstruct")) return NumpyArray{};
  if (name.ends_with(".scalar")) return numpy_scalar(items, source);
  if (name.starts_with("torch._utils._rebuild_tensor")) return torch_tensor(items, source);
  if (name == "torch._utils._rebuild_parameter" || name == "torch.nn.parameter.Parameter") {
    return torch_parameter(items, source);
  }
  if (name == "torch.Size" && items.size() == 1) return items[0]->content;
  if (name == "torch.device") return PickleTuple{items};
  refuse_arguments(name, source);
}

void pickle_build(PickleValue& target, const PickleValue& state, std::string_view source) {
  if (auto* array = std::get_if<NumpyArray>(&target.content)) {
    build_array(*array, state, source);
  } else if (auto* dtype = std::get_if<NumpyDType>(&target.content)) {
    build_dtype(*dtype, state, source);
  } else if (target.get_if<PickleDict>() == nullptr) {
    fail<FileError>("pickle ", source, ": gives a state to a ", target.kind(),
                    "; only arrays, dtypes and dicts have one");
  }
}

TorchStorage pickle_storage(const PickleValue& persistent_id, std::string_view source) {
  const auto* tuple = persistent_id.get_if<PickleTuple>();
  if (tuple == nullptr || tuple->items.size() < 5) refuse_arguments("a storage", source);
  const auto* global = tuple->items[1]->get_if<PickleGlobal>();
  const auto* key = tuple->items[2]->get_if<std::string>();
  const auto* elements = tuple->items[4]->get_if<std::int64_t>();
  if (global == nullptr || key == nullptr || elements == nullptr) {
    refuse_arguments("a storage", source);
  }
  const auto* const found = std::ranges::find(kStorageClasses, global->name, &StorageClass::name);
  if (found == kStorageClasses.end()) refuse_arguments(global->name, source);
  return {.dtype = found->dtype, .key = *key, .elements = *elements};
}

}  // namespace handsight::detail

namespace handsight {

std::vector<double> doubles_of(const NumpyArray& array) {
  std::vector<double> numbers(array.size());
  const std::size_t step = size_of(array.dtype);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    numbers[i] = detail::element_as_double(array.dtype, array.bytes.data() + i * step);
  }
  return numbers;
}

}  // namespace handsight
