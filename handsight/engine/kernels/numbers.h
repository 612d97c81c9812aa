// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

#include "handsight/core/error.h"
#include "handsight/formats/safetensors.h"

namespace handsight::engine {

/// The upper half of a float (brain floating point).
struct BFloat16 {
  std::uint16_t bits = 0;
};

inline float to_float(float value) { return value; }
inline float to_float(BFloat16 value) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(value.bits) << 16U);
}
inline float to_float(std::uint8_t value) { return static_cast<float>(value); }
inline float to_float(std::int8_t value) { return static_cast<float>(value); }

template <class Element>
Element from_float(float value);
template <>
inline float from_float<float>(float value) {
  return value;
}
/// Rounds to nearest even; a quiet NaN stays one.
template <>
inline BFloat16 from_float<BFloat16>(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  if (std::isnan(value)) return {static_cast<std::uint16_t>((bits >> 16U) | 0x40U)};
  return {static_cast<std::uint16_t>((bits + 0x7FFFU + ((bits >> 16U) & 1U)) >> 16U)};
}
/// Rounds to nearest even and saturates, NaN to `kLow`, in a form that compilers vectorise.
template <std::int32_t kLow, std::int32_t kHigh>
std::int32_t saturated(float value) {
  constexpr float kRound = 12582912.0F;  // 1.5 * 2^23: adding it rounds to a whole number
  const float raised = value > static_cast<float>(kLow) ? value : static_cast<float>(kLow);
  const float clamped = raised < static_cast<float>(kHigh) ? raised : static_cast<float>(kHigh);
  return static_cast<std::int32_t>((clamped + kRound) - kRound);
}
template <>
inline std::uint8_t from_float<std::uint8_t>(float value) {
  return static_cast<std::uint8_t>(saturated<0, 255>(value));
}
template <>
inline std::int8_t from_float<std::int8_t>(float value) {
  return static_cast<std::int8_t>(saturated<-128, 127>(value));
}

/// Calls `body` with a value of the element type that `dtype` names, of those that hold
/// activations.
template <class Body>
void with_activation_type(DType dtype, Body&& body) {
  switch (dtype) {
    case DType::kF32:
      return body(float{});
    case DType::kBF16:
      return body(BFloat16{});
    case DType::kU8:
      return body(std::uint8_t{});
    case DType::kI8:
      return body(std::int8_t{});
    default:
      fail<ModelError>("engine: no kernel for elements of type ", name_of(dtype));
  }
}

}  // namespace handsight::engine
