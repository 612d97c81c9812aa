// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/kernels/elementwise.h"

#include <array>

#include "handsight/engine/kernels/activation.h"
#include "handsight/engine/kernels/rows.h"

namespace handsight::engine {
namespace {

using Steps = std::array<std::int64_t, kMaxAxes>;

/// Strides over the axes of `target`: 0 where the tensor has one element to repeat.
Steps repeated_strides(const View& view, const View& target) {
  Steps steps{};
  const std::size_t missing = target.shape.size() - view.shape.size();
  for (std::size_t i = 0; i < view.shape.size(); ++i) {
    steps[missing + i] = view.shape[i] == 1 ? 0 : view.strides[i];
  }
  return steps;
}

/// Axes of the target from the outermost in memory to the innermost.
struct Loop {
  std::size_t axes = 0;
  Steps size{}, a{}, b{}, to{};
};

Loop loop_of(const View& a, const View& b, const View& to) {
  const MemoryOrder order = memory_order(to.shape, to.strides);
  const Steps steps_a = repeated_strides(a, to), steps_b = repeated_strides(b, to);
  Loop loop;
  for (std::size_t i = 0; i < order.count; ++i) {
    const std::size_t axis = order.axes[i];
    const std::int64_t size = to.shape[axis];
    const std::size_t last = loop.axes - 1;
    const bool merges = loop.axes > 0 && loop.to[last] == to.strides[axis] * size &&
                        loop.a[last] == steps_a[axis] * size &&
                        loop.b[last] == steps_b[axis] * size;
    const std::size_t at = merges ? last : loop.axes++;
    loop.size[at] = merges ? loop.size[at] * size : size;
    loop.a[at] = steps_a[axis];
    loop.b[at] = steps_b[axis];
    loop.to[at] = to.strides[axis];
  }
  if (loop.axes == 0) {
    loop.axes = 1;
    loop.size[0] = loop.to[0] = 1;
  }
  return loop;
}

/// Room for a chunk of values; what is not used need not be filled.
using Chunk = std::array<float, kChunk>;

/// Calls body(x, offset, count) for chunks of rows. `x` has values of `a`, to be replaced by those
/// of `to`; `offset` is that of the first element of the second operand, loop.b[last] apart.
template <class A, class To, class Body>
void run_loop(const View& a, const View& to, const Loop& loop, const Body& body) {
  const std::size_t inner = loop.axes - 1;
  std::int64_t rows = 1;
  for (std::size_t i = 0; i < inner; ++i) rows *= loop.size[i];
  const std::int64_t length = loop.size[inner];
  const std::int64_t chunks = (length + kChunk - 1) / kChunk;
#pragma omp parallel for schedule(static) if (rows * length > 1 << 14)
  for (std::int64_t job = 0; job < rows * chunks; ++job) {
    std::int64_t rest = job / chunks;
    const std::int64_t start = job % chunks * kChunk;
    const std::int64_t count = std::min(kChunk, length - start);
    const A* from = a.as<A>() + start * loop.a[inner];
    To* target = to.as<To>() + start * loop.to[inner];
    std::int64_t offset = start * loop.b[inner];
    for (std::size_t i = inner; i-- > 0;) {
      const std::int64_t index = rest % loop.size[i];
      from += index * loop.a[i];
      offset += index * loop.b[i];
      target += index * loop.to[i];
      rest /= loop.size[i];
    }
    Chunk values;  // NOLINT(cppcoreguidelines-pro-type-member-init)
    load_row(from, loop.a[inner], a.scale, values.data(), count);
    body(values.data(), offset, count);
    store_row(values.data(), target, loop.to[inner], to.scale, count);
  }
}

/// One value a channel, to be repeated over a tensor of `rank` axes.
View channel_vector(const std::vector<float>& values, std::size_t rank) {
  View view{.data = reinterpret_cast<std::byte*>(const_cast<float*>(values.data())),
            .shape = Shape(rank, 1),
            .strides = Shape(rank, 1)};
  view.shape[1] = static_cast<std::int64_t>(values.size());
  return view;
}

}  // namespace

void combine_elements(const View& a, const View& b, const View& to, Combine combine,
                      const std::vector<PostOp>& post_ops) {
  if (element_count(to.shape) == 0) return;
  const Loop loop = loop_of(a, b, to);
  const std::int64_t step = loop.b[loop.axes - 1];
  with_activation_type(a.dtype, [&]<class A>(A) {
    with_activation_type(b.dtype, [&]<class B>(B) {
      with_activation_type(to.dtype, [&]<class To>(To) {
        run_loop<A, To>(a, to, loop, [&](float* x, std::int64_t offset, std::int64_t count) {
          Chunk y;  // NOLINT(cppcoreguidelines-pro-type-member-init)
          load_row(b.as<B>() + offset, step, b.scale, y.data(), count);
          combine(x, y.data(), count);
          activate(post_ops, x, count);
        });
      });
    });
  });
}

void map_elements(const View& from, const View& to, void (*function)(float*, std::int64_t),
                  const std::vector<PostOp>& post_ops) {
  if (element_count(to.shape) == 0) return;
  const Loop loop = loop_of(from, from, to);
  with_activation_type(from.dtype, [&]<class From>(From) {
    with_activation_type(to.dtype, [&]<class To>(To) {
      run_loop<From, To>(from, to, loop, [&](float* x, std::int64_t, std::int64_t count) {
        if (function != nullptr) function(x, count);
        activate(post_ops, x, count);
      });
    });
  });
}

void scale_channels(const View& from, const View& to, const std::vector<float>& scale,
                    const std::vector<float>& shift, const std::vector<PostOp>& post_ops) {
  if (element_count(to.shape) == 0) return;
  const Loop loop = loop_of(from, channel_vector(scale, from.shape.size()), to);
  const std::int64_t step = loop.b[loop.axes - 1];
  with_activation_type(from.dtype, [&]<class From>(From) {
    with_activation_type(to.dtype, [&]<class To>(To) {
      run_loop<From, To>(from, to, loop, [&](float* x, std::int64_t offset, std::int64_t count) {
        Chunk factor, summand;  // NOLINT(cppcoreguidelines-pro-type-member-init)
        load_row(scale.data() + offset, step, 1.0F, factor.data(), count);
        load_row(shift.data() + offset, step, 1.0F, summand.data(), count);
        for (std::int64_t i = 0; i < count; ++i) x[i] = x[i] * factor[i] + summand[i];
        activate(post_ops, x, count);
      });
    });
  });
}

}  // namespace handsight::engine
