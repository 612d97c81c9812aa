// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/kernels/copy.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "handsight/engine/kernels/numbers.h"

namespace handsight::engine {
namespace {

constexpr std::size_t kMaxAxes = 8;

/// Axes in the order in which the target lies in memory, neighbours merged where both tensors
/// allow it.
struct Walk {
  std::size_t axes = 0;
  std::array<std::int64_t, kMaxAxes> size{}, from{}, to{};
};

Walk walk_of(const View& from, const View& to) {
  const MemoryOrder order = memory_order(to.shape, to.strides);
  Walk walk;
  for (std::size_t i = 0; i < order.count; ++i) {
    const auto axis = order.axes[i];
    const auto size = from.shape[axis], step_from = from.strides[axis], step_to = to.strides[axis];
    const std::size_t last = walk.axes - 1;
    if (walk.axes > 0 && walk.from[last] == step_from * size && walk.to[last] == step_to * size) {
      walk.size[last] *= size;
      walk.from[last] = step_from;
      walk.to[last] = step_to;
    } else {
      walk.size[walk.axes] = size;
      walk.from[walk.axes] = step_from;
      walk.to[walk.axes++] = step_to;
    }
  }
  if (walk.axes == 0) {
    walk.axes = 1;
    walk.size[0] = walk.from[0] = walk.to[0] = 1;
  }
  return walk;
}

template <class From, class To, class Convert>
void walk_rows(const From* from, To* to, const Walk& walk, const Convert& convert) {
  const std::size_t inner = walk.axes - 1;
  std::int64_t rows = 1;
  for (std::size_t i = 0; i < inner; ++i) rows *= walk.size[i];
  const std::int64_t length = walk.size[inner], step_from = walk.from[inner],
                     step_to = walk.to[inner];
#pragma omp parallel for schedule(static) if (rows * length > 1 << 15)
  for (std::int64_t row = 0; row < rows; ++row) {
    const From* source = from;
    To* target = to;
    std::int64_t rest = row;
    for (std::size_t i = inner; i-- > 0;) {
      source += rest % walk.size[i] * walk.from[i];
      target += rest % walk.size[i] * walk.to[i];
      rest /= walk.size[i];
    }
    if (step_from == 1 && step_to == 1) {
      for (std::int64_t i = 0; i < length; ++i) target[i] = convert(source[i]);
    } else {
      for (std::int64_t i = 0; i < length; ++i)
        target[i * step_to] = convert(source[i * step_from]);
    }
  }
}

template <std::size_t kBytes>
void copy_bits(const View& from, const View& to, const Walk& walk) {
  struct Bits {
    std::array<std::byte, kBytes> bytes;
  };
  walk_rows(from.as<Bits>(), to.as<Bits>(), walk, [](Bits bits) { return bits; });
}

void copy_same(const View& from, const View& to, const Walk& walk) {
  switch (size_of(from.dtype)) {
    case 1:
      return copy_bits<1>(from, to, walk);
    case 2:
      return copy_bits<2>(from, to, walk);
    case 4:
      return copy_bits<4>(from, to, walk);
    default:
      return copy_bits<8>(from, to, walk);
  }
}

}  // namespace

void copy(const View& from, const View& to) {
  if (element_count(from.shape) == 0) return;
  const Walk walk = walk_of(from, to);
  if (from.dtype == to.dtype && from.scale == to.scale) return copy_same(from, to, walk);
  with_activation_type(from.dtype, [&]<class From>(From) {
    with_activation_type(to.dtype, [&]<class To>(To) {
      const float factor = from.scale / to.scale;
      walk_rows(from.as<From>(), to.as<To>(), walk,
                [factor](From value) { return from_float<To>(to_float(value) * factor); });
    });
  });
}

}  // namespace handsight::engine
