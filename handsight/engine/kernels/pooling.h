// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "handsight/engine/ops/window.h"
#include "handsight/engine/view.h"

namespace handsight::engine {

/// Largest value of each window, N C H W of any strides; padding never wins. Where no pixel lies in
/// a window, minus infinity or the lowest code.
void max_pool(const View& from, const View& to, const Window& window);
/// The same, and in `indices` (I64) where the value stood: ((n C + c) H + y) W + x, as ONNX counts.
void max_pool_with_indices(const View& from, const View& to, const View& indices,
                           const Window& window);
/// Mean of each window; `counts_padding`: zeros outside count as elements.
struct AverageOptions {
  bool counts_padding = false;
};
void average_pool(const View& from, const View& to, const Window& window,
                  const AverageOptions& options);
/// Zeros, but `from` at the places that `indices` names. Throws ModelError on an index outside.
void max_unpool(const View& from, const View& indices, const View& to);

}  // namespace handsight::engine
