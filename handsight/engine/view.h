// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "handsight/engine/tensor.h"

namespace handsight::engine {

/// A tensor in memory during a run. Sizes and strides (in elements) are in ONNX's order of axes,
/// wherever the elements lie: tensors of four axes usually lie channels-last.
struct View {
  std::byte* data = nullptr;
  DType dtype = DType::kF32;
  Shape shape{};
  Shape strides{};
  float scale = 1.0F;  ///< value of one step of a quantised element

  template <class Element>
  [[nodiscard]] Element* as() const {
    return reinterpret_cast<Element*>(data);
  }
  [[nodiscard]] std::int64_t size(std::size_t axis) const { return shape[axis]; }
  [[nodiscard]] std::int64_t stride(std::size_t axis) const { return strides[axis]; }
};

/// How an activation lies when nothing else is asked for: channels-last for N C H W, row-major
/// else.
[[nodiscard]] Shape default_strides(const Shape& shape);
/// Whether the elements fill their memory without a gap, in the order of default_strides().
/// Strides of axes of size 1 do not matter.
[[nodiscard]] bool is_dense(const Shape& shape, const Shape& strides);
/// Whether two orders of strides put the elements of `shape` at the same places.
[[nodiscard]] bool same_places(const Shape& shape, const Shape& a, const Shape& b);

/// Axes of more than one element, from the outermost in memory to the innermost.
struct MemoryOrder {
  std::size_t count = 0;
  std::array<std::size_t, kMaxAxes> axes{};
};
[[nodiscard]] MemoryOrder memory_order(const Shape& shape, const Shape& strides);

}  // namespace handsight::engine
