// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>

#include "handsight/engine/kernels/copy.h"
#include "handsight/engine/planner.h"

namespace handsight::engine {
namespace {

using Ints = std::vector<std::int64_t>;

/// One piece of a tensor: where it starts and how far apart its elements are, axis by axis.
struct Piece {
  Shape start{};
  Shape step{};
  Shape shape{};
};

/// Copies a piece of one value to a piece of another, of the same sizes.
void add_piece_copy(Planner& planner, ValueId from, const Piece& source, ValueId to,
                    const Piece& target) {
  planner.add_step("", 0.0, [=](const Binder& binder) -> Action {
    const auto piece_of = [](View view, const Piece& piece) {
      std::int64_t offset = 0;
      for (std::size_t i = 0; i < view.shape.size(); ++i) {
        offset += piece.start[i] * view.strides[i];
        view.strides[i] *= piece.step[i];
      }
      view.data += offset * static_cast<std::int64_t>(size_of(view.dtype));
      view.shape = piece.shape;
      return view;
    };
    return [in = piece_of(binder.view(from), source), out = piece_of(binder.view(to), target)] {
      copy(in, out);
    };
  });
}

Piece whole(const Shape& shape) {
  return {.start = Shape(shape.size(), 0), .step = Shape(shape.size(), 1), .shape = shape};
}

std::size_t node_axis(const Operands& operands, std::int64_t absent) {
  return axis_of(operands, attribute(operands.node(), "axis", absent), operands.shape(0).size());
}

std::vector<Facts> infer_concat(const Operands& operands) {
  const std::size_t axis = concat_axis(operands);
  Facts facts{.dtype = operands.input(0).dtype, .shape = operands.shape(0)};
  for (std::size_t i = 1; i < operands.count(); ++i) {
    Shape expected = operands.shape(i);
    if (expected.size() == facts.shape.size()) expected[axis] = facts.shape[axis];
    if (expected != facts.shape || operands.input(i).dtype != facts.dtype) {
      operands.refuse("cannot join ", text_of(operands.shape(i)), " to ", text_of(facts.shape),
                      " along axis ", axis);
    }
    facts.shape[axis] += operands.shape(i)[axis];
  }
  return {facts};
}

void plan_concat(const Operands& operands, Planner& planner) {
  const std::size_t axis = concat_axis(operands);
  const ValueId to = planner.output();
  std::int64_t start = 0;
  for (std::size_t i = 0; i < operands.count(); ++i) {
    const ValueId from = planner.input_as_is(i);
    const PlannedValue part = planner.value(from), joined = planner.value(to);
    const std::size_t offset =
        joined.offset +
        static_cast<std::size_t>(start * joined.strides[axis]) * size_of(joined.dtype);
    const bool is_there = !part.constant && part.buffer == joined.buffer && part.offset == offset;
    if (!is_there) {
      Piece target = whole(part.shape);
      target.start[axis] = start;
      add_piece_copy(planner, from, whole(part.shape), to, target);
    }
    start += part.shape[axis];
  }
}

Piece slice_of(const Operands& operands) {
  const Shape& input = operands.shape(0);
  const auto starts = operands.whole_numbers(1, "starts").value_or(Ints{});
  const auto ends = operands.whole_numbers(2, "ends").value_or(Ints{});
  Ints all(starts.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::int64_t>(i);
  const auto axes = operands.whole_numbers(3, "axes").value_or(all);
  const auto steps = operands.has(4) ? to_int64s(operands.constant(4)) : Ints(starts.size(), 1);
  if (ends.size() != starts.size() || axes.size() != starts.size() ||
      steps.size() != starts.size()) {
    operands.refuse("starts, ends, axes and steps differ in length");
  }
  Piece piece = whole(input);
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const std::size_t axis = axis_of(operands, axes[i], input.size());
    const std::int64_t size = input[axis], step = std::min(steps[i], size);
    if (steps[i] < 1) operands.refuse("found step ", steps[i], "; expected 1 or more");
    const auto bound = [size](std::int64_t at) {
      return std::clamp<std::int64_t>(at < 0 ? at + size : at, 0, size);
    };
    piece.start[axis] = bound(starts[i]);
    piece.step[axis] = std::max<std::int64_t>(step, 1);
    const std::int64_t length = std::max<std::int64_t>(0, bound(ends[i]) - piece.start[axis]);
    piece.shape[axis] = (length + piece.step[axis] - 1) / piece.step[axis];
  }
  return piece;
}

std::vector<Facts> infer_slice(const Operands& operands) {
  return {{.dtype = operands.input(0).dtype, .shape = slice_of(operands).shape}};
}

void plan_slice(const Operands& operands, Planner& planner) {
  const Piece piece = slice_of(operands);
  const ValueId from = planner.input(0), to = planner.output();
  add_piece_copy(planner, from, piece, to, whole(piece.shape));
}

std::vector<Facts> infer_split(const Operands& operands) {
  const std::size_t axis = node_axis(operands, 0);
  const std::size_t count = operands.node().outputs.size();
  const std::int64_t size = operands.shape(0)[axis];
  const auto parts = static_cast<std::int64_t>(count);
  const auto sizes =
      operands.whole_numbers(1, "split").value_or(Ints(count, (size + parts - 1) / parts));
  std::vector<Facts> facts;
  std::int64_t total = 0;
  for (const auto part : sizes) {
    Shape shape = operands.shape(0);
    shape[axis] = part;
    if (part < 0 || part > size) operands.refuse("found a part of ", part, " of ", size);
    total += part;
    facts.push_back({.dtype = operands.input(0).dtype, .shape = shape});
  }
  if (sizes.size() != count || total != size) {
    operands.refuse("cannot split ", size, " into ", sizes.size(), " parts of ", total);
  }
  return facts;
}

void plan_split(const Operands& operands, Planner& planner) {
  const std::size_t axis = node_axis(operands, 0);
  const ValueId from = planner.input(0);
  const auto parts = infer_split(operands);
  std::int64_t start = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    Piece source = whole(parts[i].shape);
    source.start[axis] = start;
    start += source.shape[axis];
    if (operands.node().outputs[i].empty()) continue;
    add_piece_copy(planner, from, source, planner.output(i), whole(source.shape));
  }
}

struct Padding {
  Ints before{};
  Ints after{};
  std::string mode{};
  float value = 0.0F;
};

Padding padding_of(const Operands& operands) {
  const std::size_t rank = operands.shape(0).size();
  const auto pads = operands.whole_numbers(1, "pads").value_or(Ints{});
  if (pads.size() != 2 * rank) {
    operands.refuse("found ", pads.size(), " pads; expected ", 2 * rank);
  }
  const auto half = pads.begin() + static_cast<std::ptrdiff_t>(rank);
  Padding padding{.before = {pads.begin(), half},
                  .after = {half, pads.end()},
                  .mode = attribute(operands.node(), "mode", std::string("constant")),
                  .value = attribute(operands.node(), "value", 0.0F)};
  if (operands.has(2) && element_count(operands.shape(2)) == 1) {
    padding.value = to_floats(operands.constant(2)).front();
  }
  const bool is_reflect = padding.mode == "reflect";
  if (padding.mode != "constant" && padding.mode != "edge" && !is_reflect) {
    operands.refuse("mode ", padding.mode, " is not supported");
  }
  for (std::size_t i = 0; i < rank; ++i) {
    const std::int64_t size = operands.shape(0)[i];
    const std::int64_t least = padding.mode == "constant" ? -size : 0;
    const std::int64_t most = is_reflect ? size - 1 : kMaxElements;
    for (const auto pad : {padding.before[i], padding.after[i]}) {
      if (pad < least || pad > most) {
        operands.refuse("found a pad of ", pad, " at an axis of ", size);
      }
    }
  }
  return padding;
}

std::vector<Facts> infer_pad(const Operands& operands) {
  const Padding padding = padding_of(operands);
  Shape shape = operands.shape(0);
  for (std::size_t i = 0; i < shape.size(); ++i) {
    shape[i] += padding.before[i] + padding.after[i];
    if (shape[i] < 0) operands.refuse("the result would have a negative size");
  }
  return {{.dtype = operands.input(0).dtype, .shape = shape}};
}

void fill(const View& to, float value) {
  View source{.data = reinterpret_cast<std::byte*>(&value),
              .shape = to.shape,
              .strides = Shape(to.shape.size(), 0)};
  copy(source, to);
}

/// Fills what lies outside along each axis; corners more than once.
void add_border_fills(Planner& planner, ValueId to, const Padding& padding) {
  const Shape& shape = planner.value(to).shape;
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    for (const bool is_before : {true, false}) {
      const std::int64_t wanted = is_before ? padding.before[axis] : padding.after[axis];
      const std::int64_t count = std::min(wanted, shape[axis]);
      if (count <= 0) continue;
      const std::int64_t start = is_before ? 0 : shape[axis] - count;
      planner.add_step("fill", 0.0, [=, value = padding.value](const Binder& binder) -> Action {
        View border = binder.view(to);
        border.data +=
            start * border.strides[axis] * static_cast<std::int64_t>(size_of(border.dtype));
        border.shape[axis] = count;
        return [border, value] { fill(border, value); };
      });
    }
  }
}

/// Fills the borders of one axis from the rows inside, which are there already.
void add_border_copies(Planner& planner, ValueId to, const Padding& padding, const Shape& inner,
                       std::size_t axis, const Piece& done) {
  const bool is_reflect = padding.mode == "reflect";
  const std::int64_t first = padding.before[axis], last = first + inner[axis] - 1;
  const auto copy_line = [&](std::int64_t source, std::int64_t target) {
    Piece from = done, into = done;
    from.start[axis] = source;
    into.start[axis] = target;
    from.shape[axis] = into.shape[axis] = 1;
    add_piece_copy(planner, to, from, to, into);
  };
  for (std::int64_t i = 1; i <= padding.before[axis]; ++i) {
    copy_line(is_reflect ? first + i : first, first - i);
  }
  for (std::int64_t i = 1; i <= padding.after[axis]; ++i) {
    copy_line(is_reflect ? last - i : last, last + i);
  }
}

void plan_pad(const Operands& operands, Planner& planner) {
  const Padding padding = padding_of(operands);
  const Shape& input = operands.shape(0);
  const ValueId from = planner.input(0), to = planner.output();
  if (padding.mode == "constant") add_border_fills(planner, to, padding);
  Piece source = whole(input), target = whole(input);
  for (std::size_t i = 0; i < input.size(); ++i) {
    // A negative pad cuts off.
    source.start[i] = std::max<std::int64_t>(0, -padding.before[i]);
    target.start[i] = std::max<std::int64_t>(0, padding.before[i]);
    source.shape[i] = target.shape[i] =
        std::max<std::int64_t>(0, input[i] + std::min<std::int64_t>(0, padding.before[i]) +
                                      std::min<std::int64_t>(0, padding.after[i]));
  }
  add_piece_copy(planner, from, source, to, target);
  if (padding.mode == "constant") return;
  constexpr std::int64_t kMaxBorder = 4096;  // one step a line
  for (std::size_t axis = 0; axis < input.size(); ++axis) {
    if (padding.before[axis] + padding.after[axis] > kMaxBorder) {
      operands.refuse("a border of more than ", kMaxBorder, " lines is not supported");
    }
    add_border_copies(planner, to, padding, input, axis, target);
    target.start[axis] = 0;
    target.shape[axis] += padding.before[axis] + padding.after[axis];
  }
}

/// Indices that a run's Gather may have: they must be known.
std::vector<Facts> infer_gather(const Operands& operands) {
  const std::size_t axis = node_axis(operands, 0);
  constexpr std::int64_t kMaxIndices = 1 << 16;
  const Shape& data = operands.shape(0);
  if (element_count(operands.shape(1)) > kMaxIndices) {
    operands.refuse("found ", element_count(operands.shape(1)), " indices; expected at most ",
                    kMaxIndices);
  }
  for (const auto index : to_int64s(operands.constant(1))) {
    if (index < -data[axis] || index >= data[axis]) {
      operands.refuse("found index ", index, "; expected one of ", data[axis], " elements");
    }
  }
  if (operands.shape(1).size() > 1) operands.refuse("expected a list of indices or one");
  Shape shape(data.begin(), data.begin() + static_cast<std::ptrdiff_t>(axis));
  shape.insert(shape.end(), operands.shape(1).begin(), operands.shape(1).end());
  shape.insert(shape.end(), data.begin() + static_cast<std::ptrdiff_t>(axis) + 1, data.end());
  return {{.dtype = operands.input(0).dtype, .shape = shape}};
}

void plan_gather(const Operands& operands, Planner& planner) {
  const std::size_t axis = node_axis(operands, 0);
  const auto indices = to_int64s(operands.constant(1));
  const bool keeps_axis = operands.shape(1).size() == 1;
  const ValueId from = planner.input(0), to = planner.output();
  const std::int64_t size = operands.shape(0)[axis];
  planner.add_step("", 0.0, [=](const Binder& binder) -> Action {
    View in = binder.view(from), out = binder.view(to);
    const auto bytes = static_cast<std::int64_t>(size_of(in.dtype));
    const std::int64_t step_in = in.strides[axis] * bytes;
    const std::int64_t step_out = keeps_axis ? out.strides[axis] * bytes : 0;
    const auto at = static_cast<std::ptrdiff_t>(axis);
    in.shape.erase(in.shape.begin() + at);
    in.strides.erase(in.strides.begin() + at);
    out.shape = in.shape;
    if (keeps_axis) out.strides.erase(out.strides.begin() + at);
    return [=, source = in, target = out]() mutable {
      target.data = out.data;
      for (const auto index : indices) {
        source.data = in.data + (index < 0 ? index + size : index) * step_in;
        copy(source, target);
        target.data += step_out;
      }
    };
  });
}

}  // namespace

std::vector<Operator> pieces_operators() {
  return {{.name = "Concat", .infer = infer_concat, .plan = plan_concat, .writes_slices = true},
          {.name = "Slice", .infer = infer_slice, .plan = plan_slice, .writes_slices = true},
          {.name = "Split", .infer = infer_split, .plan = plan_split},
          {.name = "Pad", .infer = infer_pad, .plan = plan_pad, .writes_slices = true},
          {.name = "Gather", .infer = infer_gather, .plan = plan_gather, .writes_slices = true}};
}

}  // namespace handsight::engine
