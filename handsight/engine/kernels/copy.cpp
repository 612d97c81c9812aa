// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/kernels/copy.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <type_traits>

#include "handsight/engine/kernels/numbers.h"

namespace handsight::engine {
namespace {

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

struct Unchanged {
  template <class Value>
  Value operator()(Value value) const {
    return value;
  }
};

/// One row. The conversion comes by value and the rows are told apart: bytes may alias anything,
/// which would keep compilers from vectorising.
template <class From, class To, class Convert>
void walk_row(const From* __restrict from, std::int64_t step_from, To* __restrict to,
              std::int64_t step_to, std::int64_t length, Convert convert) {
  if (step_from == 1 && step_to == 1) {
    if constexpr (std::is_same_v<Convert, Unchanged>) {
      std::memcpy(to, from, static_cast<std::size_t>(length) * sizeof(To));
    } else {
      for (std::int64_t i = 0; i < length; ++i) to[i] = convert(from[i]);
    }
  } else {
    for (std::int64_t i = 0; i < length; ++i) to[i * step_to] = convert(from[i * step_from]);
  }
}

/// Where a walk stands: at the start of a row.
struct Position {
  std::array<std::int64_t, kMaxAxes> index{};
  std::int64_t from = 0, to = 0;  ///< in elements

  Position(const Walk& walk, std::int64_t row) {
    for (std::size_t i = walk.axes - 1; i-- > 0;) {
      index[i] = row % walk.size[i];
      from += index[i] * walk.from[i];
      to += index[i] * walk.to[i];
      row /= walk.size[i];
    }
  }

  /// Without divisions, which would take longer than a short row.
  void next(const Walk& walk) {
    for (std::size_t i = walk.axes - 1; i-- > 0;) {
      from += walk.from[i];
      to += walk.to[i];
      if (++index[i] < walk.size[i]) return;
      from -= walk.size[i] * walk.from[i];
      to -= walk.size[i] * walk.to[i];
      index[i] = 0;
    }
  }
};

template <class From, class To, class Convert>
void walk_rows(const From* from, To* to, const Walk& walk, const Convert& convert) {
  constexpr std::int64_t kJob = 1 << 14;  // elements; long rows are shared between threads
  const std::size_t inner = walk.axes - 1;
  std::int64_t rows = 1;
  for (std::size_t i = 0; i < inner; ++i) rows *= walk.size[i];
  const std::int64_t length = walk.size[inner], pieces = (length + kJob - 1) / kJob;
  const std::int64_t rows_at_once = std::max<std::int64_t>(1, kJob / length);
  const std::int64_t bands = (rows + rows_at_once - 1) / rows_at_once;
#pragma omp parallel for schedule(static) if (rows * length > 1 << 15)
  for (std::int64_t job = 0; job < bands * pieces; ++job) {
    const std::int64_t start = job % pieces * kJob, first = job / pieces * rows_at_once;
    const std::int64_t last = std::min(rows, first + rows_at_once);
    const From* const source = from + start * walk.from[inner];
    To* const target = to + start * walk.to[inner];
    Position position(walk, first);
    for (std::int64_t row = first; row < last; ++row, position.next(walk)) {
      walk_row(source + position.from, walk.from[inner], target + position.to, walk.to[inner],
               std::min(kJob, length - start), convert);
    }
  }
}

template <std::size_t kBytes>
void copy_bits(const View& from, const View& to, const Walk& walk) {
  struct Bits {
    std::array<std::byte, kBytes> bytes;
  };
  walk_rows(from.as<Bits>(), to.as<Bits>(), walk, Unchanged());
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

Tensor with_axes(const Tensor& tensor, const std::vector<std::size_t>& axes) {
  const Shape strides = row_major_strides(tensor.shape);
  View from{.data = const_cast<std::byte*>(tensor.bytes.data()), .dtype = tensor.dtype};
  for (const std::size_t axis : axes) {
    from.shape.push_back(tensor.shape[axis]);
    from.strides.push_back(strides[axis]);
  }
  Tensor result = make_tensor(tensor.dtype, from.shape);
  copy(from, {.data = result.bytes.data(),
              .dtype = tensor.dtype,
              .shape = from.shape,
              .strides = row_major_strides(from.shape)});
  return result;
}

}  // namespace handsight::engine
