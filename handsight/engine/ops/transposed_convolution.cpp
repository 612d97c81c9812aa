// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "handsight/core/error.h"
#include "handsight/engine/onednn.h"
#include "handsight/engine/ops/window.h"

namespace handsight::engine {
namespace {

using dnnl::deconvolution_forward;
using dnnl::memory;
using Ints = std::vector<std::int64_t>;

struct Geometry {
  Window window{};
  std::int64_t groups = 1;
  std::int64_t outputs = 0;  ///< channels
  Shape shape{};             ///< of the result
};

/// Rows and columns of the result, and the padding that output_shape or auto_pad asks for.
void complete(const Operands& operands, Geometry& geometry) {
  const Node& node = operands.node();
  const Ints extra = attribute(node, "output_padding", Ints{0, 0});
  const Ints wanted = attribute(node, "output_shape", Ints{});
  const std::string auto_pad = attribute(node, "auto_pad", std::string("NOTSET"));
  if (extra.size() != 2 || (!wanted.empty() && wanted.size() != 2)) {
    operands.refuse("expected two dimensions");
  }
  Window& window = geometry.window;
  for (int axis = 0; axis < 2; ++axis) {
    const auto i = static_cast<std::size_t>(axis);
    const std::int64_t size = operands.shape(0)[i + 2];
    if (size < 1 || extra[i] < 0 ||
        extra[i] >= std::max(window.stride[axis], window.dilation[axis])) {
      operands.refuse("found output_padding ", extra[i], " for an input of ", size);
    }
    const std::int64_t full = (size - 1) * window.stride[axis] + extra[i] +
                              (window.kernel[axis] - 1) * window.dilation[axis] + 1;
    if (!wanted.empty() && (wanted[i] < 1 || wanted[i] > full)) {
      operands.refuse("found output_shape ", wanted[i], "; expected 1 to ", full);
    }
    if (!wanted.empty() || auto_pad.starts_with("SAME")) {
      const std::int64_t target = wanted.empty() ? size * window.stride[axis] : wanted[i];
      const std::int64_t total = std::max<std::int64_t>(0, full - target);
      const std::int64_t smaller = total / 2;
      window.pad_before[axis] = auto_pad == "SAME_UPPER" ? smaller : total - smaller;
      window.pad_after[axis] = total - window.pad_before[axis];
    }
    geometry.shape[i + 2] = full - window.pad_before[axis] - window.pad_after[axis];
    if (geometry.shape[i + 2] < 1) operands.refuse("the result is empty");
    // oneDNN derives the result's size from the padding; what output_padding adds lies at the end.
    window.pad_after[axis] -= extra[i];
  }
}

Geometry geometry_of(const Operands& operands) {
  operands.expect_rank(0, 4);
  operands.expect_rank(1, 4);
  const Shape &input = operands.shape(0), &weights = operands.shape(1);
  Geometry geometry{.window = window_of(operands, weights[2], weights[3]),
                    .groups = attribute(operands.node(), "group", std::int64_t{1})};
  if (geometry.groups < 1 || weights[0] != input[1] || input[1] % geometry.groups != 0 ||
      element_count(weights) == 0) {
    operands.refuse("weights ", text_of(weights), " in ", geometry.groups,
                    " groups do not fit an input of ", text_of(input));
  }
  geometry.outputs = weights[1] * geometry.groups;
  geometry.shape = {input[0], geometry.outputs, 0, 0};
  if (operands.has(2) && element_count(operands.shape(2)) != geometry.outputs) {
    operands.refuse("found a bias of ", text_of(operands.shape(2)), "; expected ", geometry.outputs,
                    " elements");
  }
  if (operands.input(1).dtype == DType::kI8) {
    operands.refuse("8-bit weights need scales from a DequantizeLinear, and a constant bias");
  }
  complete(operands, geometry);
  return geometry;
}

std::vector<Facts> infer_transposed(const Operands& operands) {
  return {{.shape = geometry_of(operands).shape}};
}

/// I O/g H W as oneDNN wants it: (g) O/g I/g H W.
Tensor output_first(const Tensor& weights, std::int64_t groups) {
  const Shape& s = weights.shape;
  const std::int64_t per_group = s[0] / groups, pixels = s[2] * s[3];
  const auto from = to_floats(weights);
  std::vector<float> to(from.size());
  for (std::int64_t g = 0; g < groups; ++g) {
    for (std::int64_t o = 0; o < s[1]; ++o) {
      for (std::int64_t i = 0; i < per_group; ++i) {
        const std::int64_t source = ((g * per_group + i) * s[1] + o) * pixels;
        const std::int64_t target = ((g * s[1] + o) * per_group + i) * pixels;
        std::copy_n(from.begin() + source, pixels, to.begin() + target);
      }
    }
  }
  return float_tensor(
      groups == 1 ? Shape{s[1], per_group, s[2], s[3]} : Shape{groups, s[1], per_group, s[2], s[3]},
      to);
}

Tensor bias_of(const Operands& operands, std::int64_t channels) {
  if (operands.has(2)) return float_tensor({channels}, to_floats(operands.constant(2)));
  return make_tensor(DType::kF32, {channels});
}

void plan_transposed(const Operands& operands, Planner& planner) {
  const Geometry geometry = geometry_of(operands);
  const Window& w = geometry.window;
  const ValueId from = planner.dense_input(0), target = planner.output();
  const bool is_direct = is_dense(geometry.shape, planner.value(target).strides) &&
                         operands.node().quantization.dtype == DType::kF32;
  const PlannedValue own{.shape = geometry.shape, .dtype = planner.options().activations};
  const ValueId to = is_direct ? target : planner.scratch_like(own);
  const std::string& name = input_name(operands.node(), 1);
  const Tensor weights = output_first(operands.constant(1), geometry.groups);
  const DType dtype = planner.value(from).dtype;
  const memory::desc any({weights.shape.begin(), weights.shape.end()}, onednn_type(dtype),
                         memory::format_tag::any);
  const memory::desc bias({geometry.outputs}, memory::data_type::f32, memory::format_tag::x);
  const deconvolution_forward::desc description(
      dnnl::prop_kind::forward_inference, dnnl::algorithm::deconvolution_direct,
      onednn_desc(planner.value(from)), any, bias, onednn_desc(planner.value(to)),
      {w.stride[0], w.stride[1]}, {w.dilation[0] - 1, w.dilation[1] - 1},
      {w.pad_before[0], w.pad_before[1]}, {w.pad_after[0], w.pad_after[1]});
  const deconvolution_forward::primitive_desc primitive(
      description, onednn_attributes(operands.node().post_ops, {}), cpu_engine());
  const Tensor biases = bias_of(operands, geometry.outputs);
  PrimitiveStep step{.primitive = deconvolution_forward(primitive),
                     .kernel = primitive.impl_info_str()};
  step.operations = 2.0 * static_cast<double>(element_count(operands.shape(0))) *
                    static_cast<double>(element_count(weights.shape) / operands.shape(1)[0]);
  step.arguments = {
      {.index = DNNL_ARG_SRC, .value = from, .desc = primitive.src_desc()},
      {.index = DNNL_ARG_WEIGHTS,
       .desc = primitive.weights_desc(),
       .weights = packed_weights(planner.weights(), name + "@transposed", weights, weights.shape,
                                 primitive.weights_desc())},
      {.index = DNNL_ARG_BIAS,
       .desc = bias,
       .weights = packed_weights(planner.weights(), operands.node().outputs[0] + "@bias", biases,
                                 biases.shape, bias)},
      {.index = DNNL_ARG_DST, .value = to, .desc = primitive.dst_desc()}};
  add_primitive(planner, std::move(step), primitive.scratchpad_desc());
  if (!is_direct) planner.add_copy(to, target);
}

}  // namespace

std::vector<Operator> transposed_convolution_operators() {
  return {{.name = "ConvTranspose",
           .infer = infer_transposed,
           .plan = plan_transposed,
           .writes_slices = true}};
}

}  // namespace handsight::engine
