// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <numeric>

#include "handsight/engine/kernels/copy.h"
#include "handsight/engine/onnx_types.h"
#include "handsight/engine/planner.h"

namespace handsight::engine {
namespace {

using Ints = std::vector<std::int64_t>;

Facts like_input(const Operands& operands, Shape shape) {
  if (element_count(shape) != element_count(operands.shape(0))) {
    operands.refuse("cannot see ", text_of(operands.shape(0)), " as ", text_of(shape));
  }
  return {.dtype = operands.input(0).dtype, .shape = std::move(shape)};
}

std::vector<Facts> infer_reshape(const Operands& operands) {
  const Shape& input = operands.shape(0);
  Shape shape = to_int64s(operands.constant(1));
  const bool keeps_zero = attribute(operands.node(), "allowzero", std::int64_t{0}) != 0;
  std::int64_t known = 1;
  std::ptrdiff_t open = -1;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] == 0 && !keeps_zero && i < input.size()) shape[i] = input[i];
    if (shape[i] < -1 || (shape[i] == -1 && open >= 0)) {
      operands.refuse("found sizes with ", shape[i], "; expected at most one -1");
    }
    if (shape[i] == -1) {
      open = static_cast<std::ptrdiff_t>(i);
    } else {
      known = element_count({known, shape[i]});
    }
  }
  if (open >= 0) {
    shape[static_cast<std::size_t>(open)] = known == 0 ? 0 : element_count(input) / known;
  }
  return {like_input(operands, shape)};
}

std::vector<Facts> infer_flatten(const Operands& operands) {
  const Shape& input = operands.shape(0);
  const std::int64_t given = attribute(operands.node(), "axis", std::int64_t{1});
  const auto rank = static_cast<std::int64_t>(input.size());
  const std::int64_t axis = given < 0 ? given + rank : given;
  if (axis < 0 || axis > rank) operands.refuse("found axis ", given);
  const std::int64_t front =
      std::accumulate(input.begin(), input.begin() + axis, std::int64_t{1}, std::multiplies<>());
  const std::int64_t back =
      std::accumulate(input.begin() + axis, input.end(), std::int64_t{1}, std::multiplies<>());
  return {like_input(operands, {front, back})};
}

std::vector<Facts> infer_squeeze(const Operands& operands) {
  const Shape& input = operands.shape(0);
  const auto axes = operands.whole_numbers(1, "axes");
  std::vector<bool> removed(input.size(), false);
  for (std::size_t i = 0; !axes && i < input.size(); ++i) removed[i] = input[i] == 1;
  for (const auto axis : axes.value_or(Ints{}))
    removed[axis_of(operands, axis, input.size())] = true;
  Shape shape;
  for (std::size_t i = 0; i < input.size(); ++i) {
    if (!removed[i]) shape.push_back(input[i]);
  }
  return {like_input(operands, shape)};
}

std::vector<Facts> infer_unsqueeze(const Operands& operands) {
  const auto axes = operands.whole_numbers(1, "axes").value_or(Ints{});
  const Shape& input = operands.shape(0);
  const std::size_t rank = input.size() + axes.size();
  if (rank > kMaxAxes) operands.refuse("found ", rank, " axes; expected at most ", kMaxAxes);
  std::vector<bool> added(rank, false);
  for (const auto axis : axes) added[axis_of(operands, axis, rank)] = true;
  Shape shape;
  std::size_t next = 0;
  for (std::size_t i = 0; i < rank; ++i) {
    shape.push_back(added[i] || next == input.size() ? 1 : input[next++]);
  }
  return {like_input(operands, shape)};
}

/// Elements that lie before the first to be read and to be written.
struct Starts {
  std::int64_t from = 0;
  std::int64_t to = 0;
};

/// A view of the elements as sizes and strides that another tensor may have.
void add_view_copy(Planner& planner, ValueId from, ValueId to, const Shape& shape,
                   const Shape& from_strides, const Shape& to_strides, const Starts& starts = {}) {
  planner.add_step("", 0.0, [=](const Binder& binder) -> Action {
    View in = binder.view(from), out = binder.view(to);
    in.data += starts.from * static_cast<std::int64_t>(size_of(in.dtype));
    out.data += starts.to * static_cast<std::int64_t>(size_of(out.dtype));
    in.shape = out.shape = shape;
    in.strides = from_strides;
    out.strides = to_strides;
    return [in, out] { copy(in, out); };
  });
}

/// Row-major order of the elements is kept: the same memory where it lies that way, else a copy.
void plan_reshape(const Operands&, Planner& planner) {
  const ValueId from = planner.input(0);
  const PlannedValue source = planner.value(from);
  const Shape shape = planner.output_facts().shape;
  const Shape from_row_major = row_major_strides(source.shape),
              row_major = row_major_strides(shape);
  const bool is_row_major = same_places(source.shape, source.strides, from_row_major);
  if (!source.constant && source.shape == shape) {
    planner.alias_output(0, from, source.strides);
    return;
  }
  if (!source.constant && is_row_major && is_dense(shape, row_major)) {
    planner.alias_output(0, from, row_major);
    return;
  }
  const ValueId to = planner.output();
  const Shape strides = planner.value(to).strides;
  if (is_row_major) {
    add_view_copy(planner, from, to, shape, row_major, strides);
  } else if (same_places(shape, strides, row_major)) {
    add_view_copy(planner, from, to, source.shape, source.strides, from_row_major);
  } else {
    // Neither can be seen with the other's sizes.
    const ValueId plain = planner.scratch(source.dtype, source.shape);
    add_view_copy(planner, from, plain, source.shape, source.strides, from_row_major);
    add_view_copy(planner, plain, to, shape, row_major, strides);
  }
}

std::vector<Facts> infer_cast(const Operands& operands) {
  const std::int64_t to = attribute(operands.node(), "to", std::int64_t{0});
  DType dtype = dtype_of_onnx(static_cast<std::int32_t>(to), "onnx: " + text_of(operands.node()));
  if (dtype == DType::kF16 || dtype == DType::kF64 || dtype == DType::kBF16) dtype = DType::kF32;
  return {{.dtype = dtype, .shape = operands.shape(0)}};
}

void plan_identity(const Operands& operands, Planner& planner) {
  if (operands.input(0).dtype != planner.output_facts().dtype) {
    operands.refuse("cannot convert values during a run");
  }
  const ValueId from = planner.input_as_is(0);
  if (operands.node().quantization.dtype != DType::kF32 || planner.value(from).constant) {
    planner.add_copy(from, planner.output());
  } else {
    planner.alias_output(0, from, Shape(planner.value(from).strides));
  }
}

Ints permutation_of(const Operands& operands) {
  const std::size_t rank = operands.shape(0).size();
  Ints reversed(rank);
  std::iota(reversed.rbegin(), reversed.rend(), 0);
  Ints order = attribute(operands.node(), "perm", reversed);
  std::vector<bool> seen(rank, false);
  for (const auto axis : order) {
    if (axis < 0 || axis >= static_cast<std::int64_t>(rank) ||
        seen[static_cast<std::size_t>(axis)]) {
      operands.refuse("perm is no permutation of ", rank, " axes");
    }
    seen[static_cast<std::size_t>(axis)] = true;
  }
  if (order.size() != rank) operands.refuse("perm is no permutation of ", rank, " axes");
  return order;
}

std::vector<Facts> infer_transpose(const Operands& operands) {
  Shape shape;
  for (const auto axis : permutation_of(operands)) {
    shape.push_back(operands.shape(0)[static_cast<std::size_t>(axis)]);
  }
  return {{.dtype = operands.input(0).dtype, .shape = shape}};
}

void plan_transpose(const Operands& operands, Planner& planner) {
  const ValueId from = planner.input(0), to = planner.output();
  Shape strides;
  for (const auto axis : permutation_of(operands)) {
    strides.push_back(planner.value(from).strides[static_cast<std::size_t>(axis)]);
  }
  add_view_copy(planner, from, to, planner.output_facts().shape, strides,
                planner.value(to).strides);
}

std::int64_t block_of(const Operands& operands) {
  operands.expect_rank(0, 4);
  const std::int64_t block = attribute(operands.node(), "blocksize", std::int64_t{0});
  if (block < 1 || block > 1024) operands.refuse("found blocksize ", block);
  return block;
}

/// Pixels that are cut off each side of what DepthToSpace makes; not in files, see
/// lower_transposed_convolutions().
std::int64_t crop_of(const Operands& operands, std::int64_t block) {
  const std::int64_t crop = attribute(operands.node(), "crop", std::int64_t{0});
  const Shape& in = operands.shape(0);
  if (crop < 0 || 2 * crop >= block * std::min(in[2], in[3])) {
    operands.refuse("cannot cut ", crop, " pixels off each side of ", in[2] * block, " x ",
                    in[3] * block);
  }
  return crop;
}

std::vector<Facts> infer_depth_to_space(const Operands& operands) {
  const std::int64_t block = block_of(operands);
  const Shape& in = operands.shape(0);
  if (in[1] % (block * block) != 0) {
    operands.refuse("found ", in[1], " channels; expected a multiple of ", block * block);
  }
  const std::int64_t cut = 2 * crop_of(operands, block);
  return {{.dtype = operands.input(0).dtype,
           .shape = {in[0], in[1] / (block * block), in[2] * block - cut, in[3] * block - cut}}};
}

/// The pixels of one axis that stand at `phase` in their blocks, `crop` of them all cut off.
struct Phase {
  std::int64_t from = 0;  ///< the first block
  std::int64_t to = 0;    ///< the first pixel
  std::int64_t count = 0;
};
Phase phase_of(std::int64_t phase, std::int64_t block, std::int64_t crop, std::int64_t size) {
  const std::int64_t from = crop > phase ? (crop - phase + block - 1) / block : 0;
  const std::int64_t to = from * block + phase - crop;
  return {.from = from, .to = to, .count = to < size ? (size - to + block - 1) / block : 0};
}

void plan_depth_to_space(const Operands& operands, Planner& planner) {
  const std::int64_t block = block_of(operands), crop = crop_of(operands, block);
  const bool column_first = attribute(operands.node(), "mode", std::string("DCR")) == "CRD";
  const ValueId from = planner.input_as_is(0), to = planner.output();
  const Shape& in = operands.shape(0);
  const Shape &s = planner.value(from).strides, &t = planner.value(to).strides;
  const std::int64_t channels = in[1] / (block * block);
  const std::int64_t c = column_first ? block * block : 1, cell = column_first ? 1 : channels;
  if (crop == 0) {
    // Axes: n, c, y, block row, x, block column.
    add_view_copy(planner, from, to, {in[0], channels, in[2], block, in[3], block},
                  {s[0], c * s[1], s[2], cell * block * s[1], s[3], cell * s[1]},
                  {t[0], t[1], t[2] * block, t[2], t[3] * block, t[3]});
    return;
  }
  const Shape out = planner.output_facts().shape;
  for (std::int64_t pixel = 0; pixel < block * block; ++pixel) {
    const Phase y = phase_of(pixel / block, block, crop, out[2]);
    const Phase x = phase_of(pixel % block, block, crop, out[3]);
    add_view_copy(planner, from, to, {in[0], channels, y.count, x.count},
                  {s[0], c * s[1], s[2], s[3]}, {t[0], t[1], t[2] * block, t[3] * block},
                  {.from = pixel * cell * s[1] + y.from * s[2] + x.from * s[3],
                   .to = y.to * t[2] + x.to * t[3]});
  }
}

std::vector<Facts> infer_space_to_depth(const Operands& operands) {
  const std::int64_t block = block_of(operands);
  const Shape& in = operands.shape(0);
  if (in[2] % block != 0 || in[3] % block != 0) {
    operands.refuse("found ", text_of(in), "; expected sizes that are multiples of ", block);
  }
  return {{.dtype = operands.input(0).dtype,
           .shape = {in[0], in[1] * block * block, in[2] / block, in[3] / block}}};
}

void plan_space_to_depth(const Operands& operands, Planner& planner) {
  const std::int64_t block = block_of(operands);
  const ValueId from = planner.input(0), to = planner.output();
  const Shape& in = operands.shape(0);
  const Shape &s = planner.value(from).strides, &t = planner.value(to).strides;
  const Shape shape{in[0], in[1], in[2] / block, block, in[3] / block, block};
  add_view_copy(planner, from, to, shape, {s[0], s[1], s[2] * block, s[2], s[3] * block, s[3]},
                {t[0], t[1], t[2], in[1] * block * t[1], t[3], in[1] * t[1]});
}

std::vector<Facts> infer_expand(const Operands& operands) {
  return {{.dtype = operands.input(0).dtype,
           .shape = broadcast_shape(operands, operands.shape(0), to_int64s(operands.constant(1)))}};
}

void plan_expand(const Operands&, Planner& planner) {
  const ValueId from = planner.input(0), to = planner.output();
  const Shape shape = planner.output_facts().shape;
  const PlannedValue source = planner.value(from);
  Shape strides(shape.size(), 0);
  const std::size_t missing = shape.size() - source.shape.size();
  for (std::size_t i = 0; i < source.shape.size(); ++i) {
    if (source.shape[i] != 1) strides[missing + i] = source.strides[i];
  }
  add_view_copy(planner, from, to, shape, strides, planner.value(to).strides);
}

}  // namespace

std::vector<Operator> shape_operators() {
  return {{.name = "Reshape", .infer = infer_reshape, .plan = plan_reshape},
          {.name = "Flatten", .infer = infer_flatten, .plan = plan_reshape},
          {.name = "Squeeze", .infer = infer_squeeze, .plan = plan_reshape},
          {.name = "Unsqueeze", .infer = infer_unsqueeze, .plan = plan_reshape},
          {.name = "Cast", .infer = infer_cast, .plan = plan_identity},
          {.name = "Identity", .infer = infer_same, .plan = plan_identity},
          {.name = "Quantize", .infer = infer_same, .plan = plan_identity, .writes_slices = true},
          {.name = "Dropout", .infer = infer_same, .plan = plan_identity},
          {.name = "Transpose",
           .infer = infer_transpose,
           .plan = plan_transpose,
           .writes_slices = true},
          {.name = "DepthToSpace",
           .infer = infer_depth_to_space,
           .plan = plan_depth_to_space,
           .writes_slices = true},
          {.name = "SpaceToDepth",
           .infer = infer_space_to_depth,
           .plan = plan_space_to_depth,
           .writes_slices = true},
          {.name = "Expand", .infer = infer_expand, .plan = plan_expand, .writes_slices = true}};
}

}  // namespace handsight::engine
