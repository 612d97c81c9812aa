// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/kernels/elementwise.h"

#include <array>

#include "handsight/engine/kernels/activation.h"
#include "handsight/engine/kernels/rows.h"

namespace handsight::engine {
namespace {

constexpr std::size_t kMaxAxes = 8;
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

template <class A, class B, class To, class Body>
void run_loop(const View& a, const View& b, const View& to, const Loop& loop, const Body& body) {
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
    const A* from_a = a.as<A>() + start * loop.a[inner];
    const B* from_b = b.as<B>() + start * loop.b[inner];
    To* target = to.as<To>() + start * loop.to[inner];
    for (std::size_t i = inner; i-- > 0;) {
      const std::int64_t index = rest % loop.size[i];
      from_a += index * loop.a[i];
      from_b += index * loop.b[i];
      target += index * loop.to[i];
      rest /= loop.size[i];
    }
    std::array<float, kChunk> values_a, values_b;  // NOLINT(cppcoreguidelines-pro-type-member-init)
    load_row(from_a, loop.a[inner], a.scale, values_a.data(), count);
    load_row(from_b, loop.b[inner], b.scale, values_b.data(), count);
    body(values_a.data(), values_b.data(), count);
    store_row(values_a.data(), target, loop.to[inner], to.scale, count);
  }
}

}  // namespace

void combine_elements(const View& a, const View& b, const View& to, Combine combine,
                      const std::vector<PostOp>& post_ops) {
  if (element_count(to.shape) == 0) return;
  const Loop loop = loop_of(a, b, to);
  with_activation_type(a.dtype, [&]<class A>(A) {
    with_activation_type(b.dtype, [&]<class B>(B) {
      with_activation_type(to.dtype, [&]<class To>(To) {
        run_loop<A, B, To>(a, b, to, loop, [&](float* x, const float* y, std::int64_t count) {
          combine(x, y, count);
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
      // The second operand is not used; a null step keeps it from being read as a row.
      Loop single = loop;
      single.b.fill(0);
      run_loop<From, From, To>(from, from, to, single,
                               [&](float* x, const float*, std::int64_t count) {
                                 if (function != nullptr) function(x, count);
                                 activate(post_ops, x, count);
                               });
    });
  });
}

}  // namespace handsight::engine
