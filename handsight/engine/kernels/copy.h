// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "handsight/engine/view.h"

namespace handsight::engine {

/// Copies values between layouts and types of equal sizes. Floating point to 8 bits divides by the
/// target's scale, rounds to nearest even and saturates; 8 bits to floating point multiplies by
/// the source's scale; between 8-bit tensors of equal type and scale the codes are copied.
void copy(const View& from, const View& to);

/// The tensor with its axes in another order: axis i of the result is axis axes[i] of `tensor`.
[[nodiscard]] Tensor with_axes(const Tensor& tensor, const std::vector<std::size_t>& axes);

}  // namespace handsight::engine
