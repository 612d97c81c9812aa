// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/kernels/pooling.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <limits>
#include <type_traits>

#include "handsight/engine/kernels/copy.h"
#include "handsight/engine/kernels/rows.h"

namespace handsight::engine {
namespace {

/// The part of a window that lies inside the picture: [y0, y1) x [x0, x1), `dilation` apart.
struct Span {
  std::int64_t first = 0, last = 0, step = 1;
  std::int64_t padded = 0;  ///< elements counting padding, but not what lies beyond it

  /// Dilated, it may step over the whole picture.
  [[nodiscard]] bool is_empty() const { return first >= last; }
};

Span span_of(const Window& window, int axis, std::int64_t at, std::int64_t size) {
  const std::int64_t start = at * window.stride[axis] - window.pad_before[axis];
  const std::int64_t step = window.dilation[axis];
  const std::int64_t end = start + (window.kernel[axis] - 1) * step + 1;
  Span span{.first = start, .last = std::min(end, size), .step = step};
  if (start < 0) span.first = start + (-start + step - 1) / step * step;
  const std::int64_t padded_end = std::min(end, size + window.pad_after[axis]);
  span.padded = (padded_end - start + step - 1) / step;
  return span;
}

/// Calls body(n, y, x) for each pixel of the result, several at a time.
template <class Body>
void each_pixel(const View& to, const Body& body) {
  const std::int64_t height = to.size(2), width = to.size(3);
  const std::int64_t pixels = to.size(0) * height * width;
#pragma omp parallel for schedule(static) if (pixels * to.size(1) > 1 << 14)
  for (std::int64_t i = 0; i < pixels; ++i) {
    body(i / (height * width), i / width % height, i % width);
  }
}

template <class Element>
Element* pixel(const View& view, std::int64_t n, std::int64_t y, std::int64_t x) {
  return view.as<Element>() + n * view.stride(0) + y * view.stride(2) + x * view.stride(3);
}

/// Reduces a window's pixels, chunk by chunk of channels.
template <class Element, class Reduce>
void reduce_window(const View& from, std::int64_t n, const Span& rows, const Span& columns,
                   std::int64_t channel, std::int64_t count, float* result, const Reduce& reduce) {
  std::array<float, kChunk> values;  // NOLINT(cppcoreguidelines-pro-type-member-init)
  for (std::int64_t y = rows.first; y < rows.last; y += rows.step) {
    for (std::int64_t x = columns.first; x < columns.last; x += columns.step) {
      const Element* const source = pixel<Element>(from, n, y, x) + channel * from.stride(1);
      load_row(source, from.stride(1), 1.0F, values.data(), count);
      for (std::int64_t i = 0; i < count; ++i) result[i] = reduce(result[i], values[i]);
    }
  }
}

template <class Element>
void max_pool_of(const View& from, const View& to, const Window& window) {
  each_pixel(to, [&](std::int64_t n, std::int64_t y, std::int64_t x) {
    const Span rows = span_of(window, 0, y, from.size(2));
    const Span columns = span_of(window, 1, x, from.size(3));
    std::array<float, kChunk> best;  // NOLINT(cppcoreguidelines-pro-type-member-init)
    for (std::int64_t c = 0; c < to.size(1); c += kChunk) {
      const std::int64_t count = std::min(kChunk, to.size(1) - c);
      std::fill_n(best.data(), count, -std::numeric_limits<float>::infinity());
      reduce_window<Element>(from, n, rows, columns, c, count, best.data(),
                             [](float a, float b) { return a < b ? b : a; });
      store_row(best.data(), pixel<Element>(to, n, y, x) + c * to.stride(1), to.stride(1),
                to.scale / from.scale, count);
    }
  });
}

/// best = max(best, other); rows of different tensors.
template <class Element>
void keep_largest(Element* __restrict best, const Element* __restrict other, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) best[i] = best[i] < other[i] ? other[i] : best[i];
}

/// The same on elements as they are, channels side by side: the largest code is that of the largest
/// value.
template <class Element>
void max_pool_codes(const View& from, const View& to, const Window& window) {
  const std::int64_t channels = to.size(1);
  each_pixel(to, [&](std::int64_t n, std::int64_t y, std::int64_t x) {
    const Span rows = span_of(window, 0, y, from.size(2));
    const Span columns = span_of(window, 1, x, from.size(3));
    Element* const best = pixel<Element>(to, n, y, x);
    if (rows.is_empty() || columns.is_empty()) {
      constexpr float kLowest = -std::numeric_limits<float>::infinity();
      std::fill_n(best, channels, from_float<Element>(kLowest));
      return;
    }
    std::copy_n(pixel<Element>(from, n, rows.first, columns.first), channels, best);
    for (std::int64_t row = rows.first; row < rows.last; row += rows.step) {
      for (std::int64_t column = columns.first; column < columns.last; column += columns.step) {
        keep_largest(best, pixel<Element>(from, n, row, column), channels);
      }
    }
  });
}

template <class Element>
void average_pool_of(const View& from, const View& to, const Window& window,
                     const AverageOptions& options) {
  each_pixel(to, [&](std::int64_t n, std::int64_t y, std::int64_t x) {
    const Span rows = span_of(window, 0, y, from.size(2));
    const Span columns = span_of(window, 1, x, from.size(3));
    const auto inside = [](const Span& s) {
      return std::max<std::int64_t>(0, (s.last - s.first + s.step - 1) / s.step);
    };
    const std::int64_t elements =
        options.counts_padding ? rows.padded * columns.padded : inside(rows) * inside(columns);
    std::array<float, kChunk> sum;  // NOLINT(cppcoreguidelines-pro-type-member-init)
    for (std::int64_t c = 0; c < to.size(1); c += kChunk) {
      const std::int64_t count = std::min(kChunk, to.size(1) - c);
      std::fill_n(sum.data(), count, 0.0F);
      reduce_window<Element>(from, n, rows, columns, c, count, sum.data(),
                             [](float a, float b) { return a + b; });
      const float scale =
          to.scale / from.scale * static_cast<float>(std::max<std::int64_t>(1, elements));
      store_row(sum.data(), pixel<Element>(to, n, y, x) + c * to.stride(1), to.stride(1), scale,
                count);
    }
  });
}

template <class Element>
void max_pool_with_indices_of(const View& from, const View& to, const View& indices,
                              const Window& window) {
  each_pixel(to, [&](std::int64_t n, std::int64_t y, std::int64_t x) {
    const Span rows = span_of(window, 0, y, from.size(2));
    const Span columns = span_of(window, 1, x, from.size(3));
    for (std::int64_t c = 0; c < to.size(1); ++c) {
      float best = -std::numeric_limits<float>::infinity();
      std::int64_t best_index = -1;
      for (std::int64_t row = rows.first; row < rows.last; row += rows.step) {
        for (std::int64_t column = columns.first; column < columns.last; column += columns.step) {
          const float value = to_float(pixel<Element>(from, n, row, column)[c * from.stride(1)]);
          if (best_index >= 0 && !(value > best)) continue;
          best = value;
          best_index = ((n * from.size(1) + c) * from.size(2) + row) * from.size(3) + column;
        }
      }
      pixel<Element>(to, n, y, x)[c * to.stride(1)] = from_float<Element>(best);
      pixel<std::int64_t>(indices, n, y, x)[c * indices.stride(1)] = best_index;
    }
  });
}

void clear(const View& to) {
  View zero = to;
  const std::int64_t nothing = 0;
  zero.data = reinterpret_cast<std::byte*>(const_cast<std::int64_t*>(&nothing));
  std::fill(zero.strides.begin(), zero.strides.end(), 0);
  copy(zero, to);
}

}  // namespace

void max_pool(const View& from, const View& to, const Window& window) {
  const bool is_plain = from.scale == to.scale && from.stride(1) == 1 && to.stride(1) == 1;
  with_activation_type(from.dtype, [&]<class Element>(Element) {
    if constexpr (!std::is_same_v<Element, BFloat16>) {
      if (is_plain) return max_pool_codes<Element>(from, to, window);
    }
    max_pool_of<Element>(from, to, window);
  });
}

void average_pool(const View& from, const View& to, const Window& window,
                  const AverageOptions& options) {
  with_activation_type(from.dtype, [&]<class Element>(Element) {
    average_pool_of<Element>(from, to, window, options);
  });
}

void max_pool_with_indices(const View& from, const View& to, const View& indices,
                           const Window& window) {
  with_activation_type(from.dtype, [&]<class Element>(Element) {
    max_pool_with_indices_of<Element>(from, to, indices, window);
  });
}

void max_unpool(const View& from, const View& indices, const View& to) {
  clear(to);
  const std::int64_t height = to.size(2), width = to.size(3), channels = to.size(1);
  const std::int64_t all = to.size(0) * channels * height * width;
  std::atomic<bool> is_outside = false;
  with_activation_type(from.dtype, [&]<class Element>(Element) {
    each_pixel(from, [&](std::int64_t n, std::int64_t y, std::int64_t x) {
      for (std::int64_t c = 0; c < channels; ++c) {
        const std::int64_t index = pixel<std::int64_t>(indices, n, y, x)[c * indices.stride(1)];
        // Only places of the same picture and channel: no two threads write to one.
        const std::int64_t plane = index / (height * width);
        if (index < 0 || index >= all || plane != n * channels + c) {
          is_outside = true;
          continue;
        }
        pixel<Element>(to, n, index / width % height, index % width)[c * to.stride(1)] =
            pixel<Element>(from, n, y, x)[c * from.stride(1)];
      }
    });
  });
  if (is_outside) {
    fail<ModelError>("engine: MaxUnpool: an index does not lie in the same channel of ",
                     text_of(to.shape));
  }
}

}  // namespace handsight::engine
