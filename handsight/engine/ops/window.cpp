// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/ops/window.h"

#include <algorithm>

namespace handsight::engine {
namespace {

using Ints = std::vector<std::int64_t>;

constexpr std::int64_t kMaxExtent = 1 << 14;

Ints bounded_pair(const Operands& operands, std::string_view name, const Ints& absent,
                  std::int64_t least) {
  const Ints values = attribute(operands.node(), name, absent);
  if (values.size() != absent.size()) {
    operands.refuse("found ", values.size(), " numbers for ", std::string(name), "; expected ",
                    absent.size(), " (two dimensions)");
  }
  for (const auto value : values) {
    if (value < least || value > kMaxExtent) {
      operands.refuse("found ", value, " in ", std::string(name), "; expected ", least, " to ",
                      kMaxExtent);
    }
  }
  return values;
}

void resolve_auto_pad(const Operands& operands, Window& window) {
  const std::string kind = attribute(operands.node(), "auto_pad", std::string("NOTSET"));
  if (kind == "NOTSET" || kind == "VALID") return;
  if (kind != "SAME_UPPER" && kind != "SAME_LOWER") {
    operands.refuse("found auto_pad ", kind, "; expected NOTSET, VALID, SAME_UPPER or SAME_LOWER");
  }
  for (int axis = 0; axis < 2; ++axis) {
    const std::int64_t size = operands.shape(0)[static_cast<std::size_t>(axis) + 2];
    const std::int64_t steps = (size + window.stride[axis] - 1) / window.stride[axis];
    const std::int64_t extent = (window.kernel[axis] - 1) * window.dilation[axis] + 1;
    const std::int64_t total =
        std::max<std::int64_t>(0, (steps - 1) * window.stride[axis] + extent - size);
    const std::int64_t smaller = total / 2;
    window.pad_before[axis] = kind == "SAME_UPPER" ? smaller : total - smaller;
    window.pad_after[axis] = total - window.pad_before[axis];
  }
}

}  // namespace

Window window_of(const Operands& operands, std::int64_t kernel_h, std::int64_t kernel_w) {
  operands.expect_rank(0, 4);
  const Ints strides = bounded_pair(operands, "strides", {1, 1}, 1);
  const Ints dilations = bounded_pair(operands, "dilations", {1, 1}, 1);
  const Ints pads = bounded_pair(operands, "pads", {0, 0, 0, 0}, 0);
  Window window{.kernel = {kernel_h, kernel_w},
                .stride = {strides[0], strides[1]},
                .dilation = {dilations[0], dilations[1]},
                .pad_before = {pads[0], pads[1]},
                .pad_after = {pads[2], pads[3]},
                .round_up = attribute(operands.node(), "ceil_mode", std::int64_t{0}) != 0};
  resolve_auto_pad(operands, window);
  return window;
}

Window pooling_window_of(const Operands& operands) {
  operands.expect_rank(0, 4);
  const Ints kernel = bounded_pair(operands, "kernel_shape", {0, 0}, 1);
  return window_of(operands, kernel[0], kernel[1]);
}

std::int64_t output_size(const Operands& operands, const Window& window, int axis,
                         std::int64_t size) {
  const std::int64_t extent = (window.kernel[axis] - 1) * window.dilation[axis] + 1;
  const std::int64_t room = size + window.pad_before[axis] + window.pad_after[axis] - extent;
  if (room < 0) {
    operands.refuse("a window of ", extent, " pixels does not fit into ", size,
                    "; use larger pictures");
  }
  std::int64_t steps = room / window.stride[axis];
  if (window.round_up && room % window.stride[axis] != 0 &&
      (steps + 1) * window.stride[axis] < size + window.pad_before[axis]) {
    ++steps;  // a window may hang over the end, but must start inside
  }
  return steps + 1;
}

}  // namespace handsight::engine
