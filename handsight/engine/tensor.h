// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "handsight/formats/safetensors.h"

namespace handsight::engine {

using Shape = std::vector<std::int64_t>;

/// No tensor of a model or of a run has more elements.
inline constexpr std::int64_t kMaxElements = std::int64_t{1} << 28;

/// Nor more axes.
inline constexpr std::size_t kMaxAxes = 8;

/// Product of the sizes; 1 for a scalar. Throws InvalidArgument on more than kMaxAxes, on a
/// negative size and above kMaxElements. A size of 0 does not excuse the others, so that strides
/// are bounded, too.
[[nodiscard]] std::int64_t element_count(const Shape& shape);
/// "1x3x224x224", "scalar", "9 axes" above kMaxAxes.
[[nodiscard]] std::string text_of(const Shape& shape);
/// Strides in elements of dense row-major storage.
[[nodiscard]] Shape row_major_strides(const Shape& shape);

/// A tensor that owns its elements: row-major, little-endian, in ONNX's order of axes.
struct Tensor {
  DType dtype = DType::kF32;
  Shape shape{};
  std::vector<std::byte> bytes{};

  template <class Element>
  [[nodiscard]] std::span<const Element> as() const {
    return {reinterpret_cast<const Element*>(bytes.data()), bytes.size() / sizeof(Element)};
  }
  template <class Element>
  [[nodiscard]] std::span<Element> as() {
    return {reinterpret_cast<Element*>(bytes.data()), bytes.size() / sizeof(Element)};
  }
};

/// All zeros.
[[nodiscard]] Tensor make_tensor(DType dtype, const Shape& shape);
[[nodiscard]] Tensor float_tensor(const Shape& shape, std::span<const float> values);
[[nodiscard]] Tensor int64_tensor(const Shape& shape, std::span<const std::int64_t> values);

/// The elements as numbers of another type; throws InvalidArgument for types without arithmetic
/// here (half precision is widened).
[[nodiscard]] std::vector<float> to_floats(const Tensor& tensor);
[[nodiscard]] std::vector<std::int64_t> to_int64s(const Tensor& tensor);

[[nodiscard]] float float_from_half(std::uint16_t bits);

}  // namespace handsight::engine
