// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>

#include "handsight/engine/kernels/numbers.h"

namespace handsight::engine {

/// Values per chunk of a row: what stays in the first cache.
inline constexpr std::int64_t kChunk = 512;

/// Reads `count` elements that lie `step` apart (0: one element, repeated) as values.
template <class Element>
void load_row(const Element* __restrict from, std::int64_t step, float scale, float* __restrict to,
              std::int64_t count) {
  if (step == 1) {
    for (std::int64_t i = 0; i < count; ++i) to[i] = to_float(from[i]) * scale;
  } else if (step == 0) {
    std::fill_n(to, count, to_float(*from) * scale);
  } else {
    for (std::int64_t i = 0; i < count; ++i) to[i] = to_float(from[i * step]) * scale;
  }
}

/// Writes `count` values to elements that lie `step` apart.
template <class Element>
void store_row(const float* __restrict from, Element* __restrict to, std::int64_t step, float scale,
               std::int64_t count) {
  const float factor = 1.0F / scale;
  if (step == 1) {
    for (std::int64_t i = 0; i < count; ++i) to[i] = from_float<Element>(from[i] * factor);
  } else {
    for (std::int64_t i = 0; i < count; ++i) to[i * step] = from_float<Element>(from[i] * factor);
  }
}

}  // namespace handsight::engine
