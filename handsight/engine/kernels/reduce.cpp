// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/kernels/reduce.h"

#include <array>
#include <cmath>
#include <limits>

#include "handsight/engine/kernels/activation.h"
#include "handsight/engine/kernels/elementwise.h"
#include "handsight/engine/kernels/rows.h"

namespace handsight::engine {
namespace {

/// Calls body(offset_a, offset_b) for every index of `shape`, with the elements' offsets.
template <class Body>
void each_index(const Shape& shape, const Shape& a, const Shape& b, const Body& body) {
  if (element_count(shape) == 0) return;
  std::array<std::int64_t, kMaxAxes> index{};
  std::int64_t at_a = 0, at_b = 0;
  for (;;) {
    body(at_a, at_b);
    std::size_t axis = shape.size();
    while (axis-- > 0) {
      at_a += a[axis];
      at_b += b[axis];
      if (++index[axis] < shape[axis]) break;
      at_a -= a[axis] * shape[axis];
      at_b -= b[axis] * shape[axis];
      index[axis] = 0;
    }
    if (axis == static_cast<std::size_t>(-1)) return;
  }
}

/// Splits the axes into those that stay and those that are reduced.
struct Split {
  Shape outer{}, outer_from{}, outer_to{}, inner{}, inner_from{};
};

Split split_of(const View& from, const View& to) {
  Split split;
  for (std::size_t i = 0; i < from.shape.size(); ++i) {
    const bool stays = to.shape[i] == from.shape[i];
    (stays ? split.outer : split.inner).push_back(from.shape[i]);
    (stays ? split.outer_from : split.inner_from).push_back(from.strides[i]);
    if (stays) split.outer_to.push_back(to.strides[i]);
  }
  return split;
}

/// Mean and 1 / sqrt(variance + epsilon) of each channel of one picture.
struct Moments {
  std::vector<double> sum{}, squares{};
};

template <class Element>
Moments moments_of(const View& from, std::int64_t n) {
  const auto channels = static_cast<std::size_t>(from.size(1));
  Moments moments{std::vector<double>(channels), std::vector<double>(channels)};
  const Element* const picture = from.as<Element>() + n * from.stride(0);
  for (std::int64_t y = 0; y < from.size(2); ++y) {
    for (std::int64_t x = 0; x < from.size(3); ++x) {
      const Element* const pixel = picture + y * from.stride(2) + x * from.stride(3);
      for (std::size_t c = 0; c < channels; ++c) {
        const double value = static_cast<double>(
            to_float(pixel[static_cast<std::int64_t>(c) * from.stride(1)]) * from.scale);
        moments.sum[c] += value;
        moments.squares[c] += value * value;
      }
    }
  }
  return moments;
}

}  // namespace

void reduce(const View& from, const View& to, Reduction reduction) {
  const Split split = split_of(from, to);
  const auto count = static_cast<double>(element_count(split.inner));
  with_activation_type(from.dtype, [&]<class Element>(Element) {
    each_index(split.outer, split.outer_from, split.outer_to, [&](auto at, auto target) {
      double sum = 0.0;
      float best = -std::numeric_limits<float>::infinity();
      each_index(split.inner, split.inner_from, split.inner_from, [&](auto offset, auto) {
        const float value = to_float(from.as<Element>()[at + offset]);
        sum += static_cast<double>(value);
        best = value > best ? value : best;
      });
      if (reduction == Reduction::kMean) sum /= count;
      const float result = reduction == Reduction::kMax ? best : static_cast<float>(sum);
      to.as<Element>()[target] = from_float<Element>(result * (from.scale / to.scale));
    });
  });
}

void softmax(const View& from, const View& to, std::size_t axis) {
  View single = to;
  single.shape[axis] = 1;
  const Split split = split_of(from, single);
  const std::int64_t count = from.shape[axis], step_from = from.strides[axis],
                     step_to = to.strides[axis];
  if (count == 1) {
    // split_of() cannot tell an axis of size 1; the result is 1 everywhere.
    return map_elements(from, to,
                        [](float* values, std::int64_t n) { std::fill_n(values, n, 1.0F); }, {});
  }
  with_activation_type(from.dtype, [&]<class Element>(Element) {
    each_index(split.outer, split.outer_from, split.outer_to, [&](auto at, auto target) {
      const Element* const source = from.as<Element>() + at;
      Element* const result = to.as<Element>() + target;
      float best = -std::numeric_limits<float>::infinity();
      for (std::int64_t i = 0; i < count; ++i) {
        best = std::max(best, to_float(source[i * step_from]));
      }
      float sum = 0.0F;
      for (std::int64_t i = 0; i < count; ++i) {
        sum += fast_exp((to_float(source[i * step_from]) - best) * from.scale);
      }
      for (std::int64_t i = 0; i < count; ++i) {
        const float value = fast_exp((to_float(source[i * step_from]) - best) * from.scale);
        result[i * step_to] = from_float<Element>(value / sum / to.scale);
      }
    });
  });
}

void arg_max(const View& from, const View& to, std::size_t axis) {
  Split split;
  for (std::size_t i = 0; i < from.shape.size(); ++i) {
    if (i == axis) continue;
    split.outer.push_back(from.shape[i]);
    split.outer_from.push_back(from.strides[i]);
    split.outer_to.push_back(to.strides[i]);
  }
  with_activation_type(from.dtype, [&]<class Element>(Element) {
    each_index(split.outer, split.outer_from, split.outer_to, [&](auto at, auto target) {
      const Element* const source = from.as<Element>() + at;
      std::int64_t best = 0;
      for (std::int64_t i = 1; i < from.shape[axis]; ++i) {
        if (to_float(source[i * from.strides[axis]]) >
            to_float(source[best * from.strides[axis]])) {
          best = i;
        }
      }
      to.as<std::int64_t>()[target] = best;
    });
  });
}

void instance_norm(const View& from, const View& to, const std::vector<float>& scale,
                   const std::vector<float>& shift, float epsilon) {
  const double pixels = static_cast<double>(from.size(2) * from.size(3));
  for (std::int64_t n = 0; n < from.size(0); ++n) {
    Moments moments;
    with_activation_type(from.dtype,
                         [&]<class Element>(Element) { moments = moments_of<Element>(from, n); });
    std::vector<float> factors, offsets;
    for (std::size_t c = 0; c < scale.size(); ++c) {
      const double mean = moments.sum[c] / pixels;
      const double variance = std::max(0.0, moments.squares[c] / pixels - mean * mean);
      const double factor =
          static_cast<double>(scale[c]) / std::sqrt(variance + static_cast<double>(epsilon));
      factors.push_back(static_cast<float>(factor));
      offsets.push_back(static_cast<float>(static_cast<double>(shift[c]) - mean * factor));
    }
    View source = from, target = to;
    source.shape[0] = target.shape[0] = 1;
    source.data += n * from.stride(0) * static_cast<std::int64_t>(size_of(from.dtype));
    target.data += n * to.stride(0) * static_cast<std::int64_t>(size_of(to.dtype));
    scale_channels(source, target, factors, offsets, {});
  }
}

}  // namespace handsight::engine
