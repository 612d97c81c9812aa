// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/kernels/pooling.h"

#include "handsight/engine/ops/window.h"
#include "handsight/engine/planner.h"

namespace handsight::engine {
namespace {

std::vector<Facts> infer_pool(const Operands& operands) {
  const Window window = pooling_window_of(operands);
  if (operands.input(0).dtype != DType::kF32) operands.refuse("expected numbers of type F32");
  for (int axis = 0; axis < 2; ++axis) {
    const std::int64_t extent = (window.kernel[axis] - 1) * window.dilation[axis] + 1;
    if (window.pad_before[axis] >= extent || window.pad_after[axis] >= extent) {
      operands.refuse("the padding is as large as the window");
    }
  }
  const Shape& input = operands.shape(0);
  const Shape shape{input[0], input[1], output_size(operands, window, 0, input[2]),
                    output_size(operands, window, 1, input[3])};
  return {{.shape = shape}, {.dtype = DType::kI64, .shape = shape}};
}

bool has_indices(const Node& node) { return node.outputs.size() > 1 && !node.outputs[1].empty(); }

void plan_max_pool(const Operands& operands, Planner& planner) {
  const Window window = pooling_window_of(operands);
  if (has_indices(operands.node())) {
    if (attribute(operands.node(), "storage_order", std::int64_t{0}) != 0) {
      operands.refuse("indices in column-major order are not supported");
    }
    const ValueId from = planner.input(0), to = planner.output(0), indices = planner.output(1);
    planner.add_step("with indices", 0.0, [=](const Binder& binder) -> Action {
      return
          [=, source = binder.view(from), target = binder.view(to), places = binder.view(indices)] {
            max_pool_with_indices(source, target, places, window);
          };
    });
    return;
  }
  const ValueId from = planner.input_as_written(0), to = planner.output();
  planner.add_step("", 0.0, [=](const Binder& binder) -> Action {
    return [=, source = binder.view(from), target = binder.view(to)] {
      max_pool(source, target, window);
    };
  });
}

void plan_average_pool(const Operands& operands, Planner& planner) {
  const Window window = pooling_window_of(operands);
  const AverageOptions options{
      .counts_padding = attribute(operands.node(), "count_include_pad", std::int64_t{0}) != 0};
  const ValueId from = planner.input(0), to = planner.output();
  planner.add_step("", 0.0, [=](const Binder& binder) -> Action {
    return [=, source = binder.view(from), target = binder.view(to)] {
      average_pool(source, target, window, options);
    };
  });
}

Shape unpooled_shape(const Operands& operands) {
  operands.expect_rank(0, 4);
  if (operands.shape(1) != operands.shape(0) || operands.input(1).dtype != DType::kI64) {
    operands.refuse("found indices ", text_of(operands.shape(1)), "; expected I64 of ",
                    text_of(operands.shape(0)));
  }
  if (operands.has(2)) return to_int64s(operands.constant(2));
  const Window window = pooling_window_of(operands);
  Shape shape = operands.shape(0);
  for (std::size_t i = 0; i < 2; ++i) {
    shape[i + 2] = (shape[i + 2] - 1) * window.stride[i] + window.kernel[i] - window.pad_before[i] -
                   window.pad_after[i];
  }
  return shape;
}

std::vector<Facts> infer_max_unpool(const Operands& operands) {
  const Shape shape = unpooled_shape(operands);
  const Shape& input = operands.shape(0);
  if (shape.size() != 4 || shape[0] != input[0] || shape[1] != input[1]) {
    operands.refuse("cannot unpool ", text_of(input), " to ", text_of(shape));
  }
  return {{.shape = shape}};
}

void plan_max_unpool(const Operands&, Planner& planner) {
  const ValueId from = planner.input(0), indices = planner.input_as_is(1), to = planner.output();
  planner.add_step("", 0.0, [=](const Binder& binder) -> Action {
    return [=, source = binder.view(from), places = binder.view(indices),
            target = binder.view(to)] { max_unpool(source, places, target); };
  });
}

}  // namespace

std::vector<Operator> pooling_operators() {
  return {{.name = "MaxPool", .infer = infer_pool, .plan = plan_max_pool, .writes_slices = true},
          {.name = "AveragePool",
           .infer = infer_pool,
           .plan = plan_average_pool,
           .writes_slices = true},
          {.name = "MaxUnpool",
           .infer = infer_max_unpool,
           .plan = plan_max_unpool,
           .writes_slices = true}};
}

}  // namespace handsight::engine
