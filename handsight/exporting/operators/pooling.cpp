// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/exporting/conversion.h"

namespace handsight::exporting {
namespace {

/// Numbers of both axes; libtorch lets one stand for both.
Ints of_both_axes(const Conversion& c, std::size_t input) {
  auto numbers = c.integers(input);
  if (numbers.size() == 1) numbers.push_back(numbers.front());
  if (numbers.size() != 2) c.refuse("expected a window of two axes");
  return numbers;
}

/// max_pool2d(input, kernel, stride, padding, dilation, ceil_mode)
Attributes pool_attributes(const Conversion& c) {
  const auto kernel = of_both_axes(c, 1), padding = of_both_axes(c, 3);
  if (of_both_axes(c, 4) != Ints{1, 1}) c.refuse("a dilated window is not supported");
  return {{"kernel_shape", kernel},
          {"strides", c.sizes(2).empty() ? kernel : of_both_axes(c, 2)},
          {"pads", Ints{padding[0], padding[1], padding[0], padding[1]}},
          {"ceil_mode", c.integer(5)}};
}

void max_pool(Conversion& c) { c.give(c.add("MaxPool", {c.name(0)}, pool_attributes(c))); }

void max_pool_with_indices(Conversion& c) {
  const auto made = c.add_several("MaxPool", 2, {c.name(0)}, pool_attributes(c));
  c.give(made[0], 0);
  c.give(made[1], 1);
}

/// mean(input, axes, keep): over the picture.
void mean(Conversion& c) {
  const auto axes = c.integers(1);
  if ((axes != Ints{2, 3} && axes != Ints{-2, -1}) || c.shape(0).size() != 4 || !c.flag(2)) {
    c.refuse("expected a mean over height and width that keeps them");
  }
  c.give(c.add("GlobalAveragePool", {c.name(0)}));
}

/// scatter(zeros, axis, places, values) as networks unpool: values of a map go where its pool took
/// its maxima from. The planes are flat here, and the indices count within a plane; in ONNX they
/// come from the pool itself.
void unpool(Conversion& c) {
  const auto* const zeros = c.maker_of(0);
  const auto* const places = c.maker_of(2);
  const auto* const values = c.maker_of(3);
  const auto is = [](const TracedNode* node, const char* op) {
    return node != nullptr && node->op == op;
  };
  const auto* const pool = is(places, "aten::flatten") ? c.maker_of(*places, 0) : nullptr;
  if (!is(zeros, "aten::zeros") || !is(values, "aten::flatten") ||
      !is(pool, "aten::max_pool2d_with_indices")) {
    c.refuse("only values that go back to where a pool took its maxima are supported");
  }
  constexpr std::int64_t kWindow = 2;
  for (std::size_t axis = 2; axis < 4; ++axis) {
    const auto& whole = c.shape(*pool, 0).at(axis);
    const auto& pooled = c.shape(*values, 0).at(axis);
    if (whole.first != kWindow * pooled.first || whole.second != kWindow * pooled.second) {
      c.refuse("an odd side cannot be unpooled");
    }
  }
  c.give(c.add("MaxUnpool", {c.name(*values, 0), c.name_of_result(*pool, 1)},
               {{"kernel_shape", Ints{kWindow, kWindow}}, {"strides", Ints{kWindow, kWindow}}}));
}

}  // namespace

std::vector<Converter> pooling_converters() {
  return {{.op = "aten::max_pool2d", .convert = max_pool},
          {.op = "aten::max_pool2d_with_indices", .convert = max_pool_with_indices},
          {.op = "aten::mean", .convert = mean},
          {.op = "aten::scatter", .convert = unpool}};
}

}  // namespace handsight::exporting
