// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/view.h"

namespace handsight::engine {

Shape default_strides(const Shape& shape) {
  if (shape.size() != 4) return row_major_strides(shape);
  const std::int64_t channels = shape[1];
  const std::int64_t width = shape[3];
  return {shape[2] * width * channels, 1, width * channels, channels};
}

bool same_places(const Shape& shape, const Shape& a, const Shape& b) {
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] != 1 && a[i] != b[i]) return false;
  }
  return true;
}

bool is_dense(const Shape& shape, const Shape& strides) {
  return same_places(shape, strides, default_strides(shape));
}

MemoryOrder memory_order(const Shape& shape, const Shape& strides) {
  MemoryOrder order;
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    if (shape[axis] == 1) continue;
    std::size_t at = order.count++;
    for (; at > 0 && strides[order.axes[at - 1]] < strides[axis]; --at) {
      order.axes[at] = order.axes[at - 1];
    }
    order.axes[at] = axis;
  }
  return order;
}

}  // namespace handsight::engine
