// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "handsight/engine/kernels/elementwise.h"
#include "handsight/engine/kernels/reduce.h"
#include "handsight/engine/planner.h"

namespace handsight::engine {
namespace {

using Ints = std::vector<std::int64_t>;

/// Which axes go; all of them where none is named.
std::vector<bool> reduced_axes(const Operands& operands) {
  const std::size_t rank = operands.shape(0).size();
  if (operands.node().op.starts_with("Global")) {
    operands.expect_rank(0, 4);
    return {false, false, true, true};
  }
  const auto axes = operands.whole_numbers(1, "axes").value_or(Ints{});
  std::vector<bool> reduced(rank, axes.empty());
  for (const auto axis : axes) reduced[axis_of(operands, axis, rank)] = true;
  return reduced;
}

Shape kept_shape(const Operands& operands) {
  Shape shape = operands.shape(0);
  const auto reduced = reduced_axes(operands);
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] == 0) operands.refuse("cannot reduce an empty tensor");
    if (reduced[i]) shape[i] = 1;
  }
  return shape;
}

std::vector<Facts> infer_reduce(const Operands& operands) {
  if (operands.input(0).dtype != DType::kF32) operands.refuse("expected numbers of type F32");
  const Shape kept = kept_shape(operands);
  if (attribute(operands.node(), "keepdims", std::int64_t{1}) != 0) return {{.shape = kept}};
  const auto reduced = reduced_axes(operands);
  Shape shape;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (!reduced[i]) shape.push_back(kept[i]);
  }
  return {{.shape = shape}};
}

/// Adds `run`, which fills a tensor that keeps its reduced axes, and drops them where asked.
template <class Run>
void plan_kept(const Operands& operands, Planner& planner, ValueId from, const Shape& kept,
               const Run& run) {
  const bool keeps = attribute(operands.node(), "keepdims", std::int64_t{1}) != 0;
  if (keeps) {
    const ValueId to = planner.output();
    planner.add_step("", 0.0, [=](const Binder& binder) -> Action {
      return [=, source = binder.view(from), target = binder.view(to)] { run(source, target); };
    });
    return;
  }
  const ValueId row_major =
      planner.scratch(planner.value(from).dtype == DType::kI64      ? DType::kI64
                      : planner.output_facts().dtype == DType::kI64 ? DType::kI64
                                                                    : planner.value(from).dtype,
                      kept);
  planner.add_step("", 0.0, [=](const Binder& binder) -> Action {
    return
        [=, source = binder.view(from), target = binder.view(row_major)] { run(source, target); };
  });
  const ValueId to = planner.output();
  planner.add_squeezed_copy(row_major, to);
}

template <Reduction kReduction>
void plan_reduce(const Operands& operands, Planner& planner) {
  plan_kept(operands, planner, planner.input(0), kept_shape(operands),
            [](const View& source, const View& target) { reduce(source, target, kReduction); });
}

std::size_t class_axis(const Operands& operands, std::int64_t absent) {
  return axis_of(operands, attribute(operands.node(), "axis", absent), operands.shape(0).size());
}

void plan_softmax(const Operands& operands, Planner& planner) {
  const std::size_t axis = class_axis(operands, operands.opset() < 13 ? 1 : -1);
  if (operands.opset() < 13 && axis + 1 != operands.shape(0).size()) {
    // Before opset 13 all axes from `axis` on are one; they are where all but one have size 1.
    const Shape& shape = operands.shape(0);
    if (element_count({shape.begin() + static_cast<std::ptrdiff_t>(axis) + 1, shape.end()}) != 1) {
      operands.refuse(
          "a softmax over several axes is not supported; export with opset 13 or later");
    }
  }
  const ValueId from = planner.input(0), to = planner.output();
  planner.add_step("", 0.0, [=](const Binder& binder) -> Action {
    return [=, source = binder.view(from), target = binder.view(to)] {
      softmax(source, target, axis);
    };
  });
}

std::vector<Facts> infer_arg_max(const Operands& operands) {
  const std::size_t axis = class_axis(operands, 0);
  Shape shape = operands.shape(0);
  if (shape[axis] == 0) operands.refuse("cannot reduce an empty tensor");
  if (attribute(operands.node(), "keepdims", std::int64_t{1}) != 0) {
    shape[axis] = 1;
  } else {
    shape.erase(shape.begin() + static_cast<std::ptrdiff_t>(axis));
  }
  return {{.dtype = DType::kI64, .shape = shape}};
}

void plan_arg_max(const Operands& operands, Planner& planner) {
  const std::size_t axis = class_axis(operands, 0);
  Shape kept = operands.shape(0);
  kept[axis] = 1;
  plan_kept(operands, planner, planner.input(0), kept,
            [axis](const View& source, const View& target) { arg_max(source, target, axis); });
}

std::vector<float> channel_values(const Operands& operands, std::size_t index) {
  const Shape& shape = operands.shape(0);
  if (shape.size() < 2) operands.refuse("expected an input of 2 axes or more");
  auto values = to_floats(operands.constant(index));
  if (static_cast<std::int64_t>(values.size()) != shape[1]) {
    operands.refuse("found ", values.size(), " values in input ", index, "; expected ", shape[1]);
  }
  return values;
}

void plan_batch_norm(const Operands& operands, Planner& planner) {
  auto scale = channel_values(operands, 1), shift = channel_values(operands, 2);
  const auto mean = channel_values(operands, 3), variance = channel_values(operands, 4);
  const float epsilon = attribute(operands.node(), "epsilon", 1e-5F);
  for (std::size_t c = 0; c < scale.size(); ++c) {
    scale[c] /= std::sqrt(variance[c] + epsilon);
    shift[c] -= mean[c] * scale[c];
  }
  const ValueId from = planner.input_as_is(0), to = planner.output();
  planner.add_step("", 0.0, [=, ops = operands.node().post_ops](const Binder& binder) -> Action {
    return [=, source = binder.view(from), target = binder.view(to)] {
      scale_channels(source, target, scale, shift, ops);
    };
  });
}

void plan_instance_norm(const Operands& operands, Planner& planner) {
  operands.expect_rank(0, 4);
  const auto scale = channel_values(operands, 1), shift = channel_values(operands, 2);
  const float epsilon = attribute(operands.node(), "epsilon", 1e-5F);
  const ValueId from = planner.input(0), to = planner.output();
  planner.add_step("", 0.0, [=](const Binder& binder) -> Action {
    return [=, source = binder.view(from), target = binder.view(to)] {
      instance_norm(source, target, scale, shift, epsilon);
    };
  });
}

}  // namespace

std::vector<Operator> reduction_operators() {
  return {
      {.name = "ReduceMean", .infer = infer_reduce, .plan = plan_reduce<Reduction::kMean>},
      {.name = "ReduceSum", .infer = infer_reduce, .plan = plan_reduce<Reduction::kSum>},
      {.name = "ReduceMax", .infer = infer_reduce, .plan = plan_reduce<Reduction::kMax>},
      {.name = "GlobalAveragePool", .infer = infer_reduce, .plan = plan_reduce<Reduction::kMean>},
      {.name = "GlobalMaxPool", .infer = infer_reduce, .plan = plan_reduce<Reduction::kMax>},
      {.name = "Softmax", .infer = infer_same, .plan = plan_softmax},
      {.name = "ArgMax", .infer = infer_arg_max, .plan = plan_arg_max},
      {.name = "BatchNormalization", .infer = infer_same, .plan = plan_batch_norm},
      {.name = "InstanceNormalization", .infer = infer_same, .plan = plan_instance_norm}};
}

}  // namespace handsight::engine
