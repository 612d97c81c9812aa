// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/tensor.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "handsight/core/error.h"

namespace handsight::engine {
namespace {

template <class From>
From unchanged(From value) {
  return value;
}

float float_from_bfloat16(std::uint16_t bits) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16U);
}

template <class To, class From, auto kDecode = unchanged<From>>
std::vector<To> converted(const Tensor& tensor) {
  const auto from = tensor.as<From>();
  std::vector<To> to(from.size());
  for (std::size_t i = 0; i < from.size(); ++i) to[i] = static_cast<To>(kDecode(from[i]));
  return to;
}

template <class To>
std::vector<To> numbers(const Tensor& tensor) {
  switch (tensor.dtype) {
    case DType::kBool:
    case DType::kU8:
      return converted<To, std::uint8_t>(tensor);
    case DType::kI8:
      return converted<To, std::int8_t>(tensor);
    case DType::kI16:
      return converted<To, std::int16_t>(tensor);
    case DType::kI32:
      return converted<To, std::int32_t>(tensor);
    case DType::kI64:
      return converted<To, std::int64_t>(tensor);
    case DType::kF32:
      return converted<To, float>(tensor);
    case DType::kF64:
      return converted<To, double>(tensor);
    case DType::kF16:
      return converted<To, std::uint16_t, float_from_half>(tensor);
    case DType::kBF16:
      return converted<To, std::uint16_t, float_from_bfloat16>(tensor);
  }
  return {};
}

}  // namespace

std::int64_t element_count(const Shape& shape) {
  if (shape.size() > kMaxAxes) {
    fail("tensor: found ", shape.size(), " axes; expected at most ", kMaxAxes);
  }
  std::int64_t count = 1;
  bool is_empty = false;
  for (const auto size : shape) {
    if (size < 0) fail("tensor: found size ", size, " in ", text_of(shape), "; expected 0 or more");
    is_empty = is_empty || size == 0;
    const std::int64_t counted = std::max<std::int64_t>(size, 1);
    if (count > kMaxElements / counted) {
      fail("tensor: ", text_of(shape), " has more than ", kMaxElements, " elements");
    }
    count *= counted;
  }
  return is_empty ? 0 : count;
}

std::string text_of(const Shape& shape) {
  if (shape.empty()) return "scalar";
  if (shape.size() > kMaxAxes) return std::to_string(shape.size()) + " axes";
  std::string text;
  for (const auto size : shape) {
    if (!text.empty()) text += 'x';
    text += std::to_string(size);
  }
  return text;
}

Shape row_major_strides(const Shape& shape) {
  Shape strides(shape.size());
  std::int64_t stride = 1;
  for (std::size_t i = shape.size(); i-- > 0;) {
    strides[i] = stride;
    stride *= shape[i];
  }
  return strides;
}

Tensor make_tensor(DType dtype, const Shape& shape) {
  const auto count = static_cast<std::size_t>(element_count(shape));
  return {.dtype = dtype, .shape = shape, .bytes = std::vector<std::byte>(count * size_of(dtype))};
}

Tensor float_tensor(const Shape& shape, std::span<const float> values) {
  const auto bytes = std::as_bytes(values);
  return {.dtype = DType::kF32, .shape = shape, .bytes = {bytes.begin(), bytes.end()}};
}

Tensor int64_tensor(const Shape& shape, std::span<const std::int64_t> values) {
  const auto bytes = std::as_bytes(values);
  return {.dtype = DType::kI64, .shape = shape, .bytes = {bytes.begin(), bytes.end()}};
}

std::vector<float> to_floats(const Tensor& tensor) { return numbers<float>(tensor); }

std::vector<std::int64_t> to_int64s(const Tensor& tensor) {
  // A float that no integer can hold would be undefined behaviour to convert.
  if (tensor.dtype == DType::kF32) {
    std::vector<std::int64_t> to;
    for (const float value : tensor.as<float>()) {
      if (!(std::abs(value) < 0x1p62F)) fail("tensor: ", value, " does not fit a 64-bit integer");
      to.push_back(static_cast<std::int64_t>(value));
    }
    return to;
  }
  if (tensor.dtype == DType::kF64 || tensor.dtype == DType::kF16 || tensor.dtype == DType::kBF16) {
    fail("tensor: expected whole numbers, found ", name_of(tensor.dtype));
  }
  return numbers<std::int64_t>(tensor);
}

float float_from_half(std::uint16_t bits) {
  constexpr std::uint32_t kInfinity = 0x7F800000U;
  const std::uint32_t sign = static_cast<std::uint32_t>(bits & 0x8000U) << 16U;
  const std::uint32_t magnitude = static_cast<std::uint32_t>(bits & 0x7FFFU) << 13U;
  // both exponents' biases differ by 112; what is subnormal in half precision comes out right, too
  const float scaled = std::bit_cast<float>(magnitude) * 0x1p112F;
  const bool is_finite = (bits & 0x7C00U) != 0x7C00U;
  const std::uint32_t code =
      is_finite ? std::bit_cast<std::uint32_t>(scaled) : magnitude | kInfinity;
  return std::bit_cast<float>(code | sign);
}

}  // namespace handsight::engine
