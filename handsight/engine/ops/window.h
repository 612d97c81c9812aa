// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "handsight/engine/operator.h"

namespace handsight::engine {

/// Kernel, strides, dilations and padding of a two-dimensional convolution or pooling: {y, x}.
struct Window {
  std::int64_t kernel[2]{1, 1};
  std::int64_t stride[2]{1, 1};
  std::int64_t dilation[2]{1, 1};
  std::int64_t pad_before[2]{0, 0};
  std::int64_t pad_after[2]{0, 0};
  bool round_up = false;  ///< ceil_mode of a pooling
};

/// The window that the node's attributes describe over an N C H W input, auto_pad resolved.
/// Throws ModelError on anything but two dimensions, and on numbers out of bounds.
[[nodiscard]] Window window_of(const Operands& operands, std::int64_t kernel_h,
                               std::int64_t kernel_w);
/// Kernel of a pooling, from its attribute.
[[nodiscard]] Window pooling_window_of(const Operands& operands);
/// Height (axis 0) or width (axis 1) of the result over `size` pixels. Throws ModelError when the
/// window does not fit once.
[[nodiscard]] std::int64_t output_size(const Operands& operands, const Window& window, int axis,
                                       std::int64_t size);

}  // namespace handsight::engine
