// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <bit>
#include <cmath>
#include <optional>

#include "handsight/core/error.h"
#include "handsight/engine/onednn.h"
#include "handsight/engine/ops/window.h"

namespace handsight::engine {
namespace {

using dnnl::convolution_forward;
using dnnl::memory;

struct Geometry {
  Window window{};
  std::int64_t groups = 1;
  std::int64_t inputs = 0;   ///< channels
  std::int64_t outputs = 0;  ///< channels
};

Geometry geometry_of(const Operands& operands) {
  operands.expect_rank(0, 4);
  operands.expect_rank(1, 4);
  const Shape& weights = operands.shape(1);
  Geometry geometry{.window = window_of(operands, weights[2], weights[3]),
                    .groups = attribute(operands.node(), "group", std::int64_t{1}),
                    .inputs = operands.shape(0)[1],
                    .outputs = weights[0]};
  if (geometry.groups < 1 || geometry.groups > weights[0] ||
      weights[1] * geometry.groups != geometry.inputs || weights[0] % geometry.groups != 0 ||
      element_count(weights) == 0) {
    operands.refuse("weights ", text_of(weights), " in ", geometry.groups,
                    " groups do not fit an input of ", text_of(operands.shape(0)));
  }
  if (operands.has(2) && element_count(operands.shape(2)) != weights[0]) {
    operands.refuse("found a bias of ", text_of(operands.shape(2)), "; expected ", weights[0],
                    " elements");
  }
  const auto scales = static_cast<std::int64_t>(operands.node().weight_scales.size());
  if (operands.input(1).dtype == DType::kI8 && scales != 1 && scales != weights[0]) {
    operands.refuse("found 8-bit weights with ", scales, " scales; expected 1 or ", weights[0],
                    " from a DequantizeLinear");
  }
  return geometry;
}

bool adds(const Node& node) {
  for (const auto& op : node.post_ops) {
    if (op.kind == PostOp::Kind::kAdd) return true;
  }
  return false;
}

std::vector<Facts> infer_convolution(const Operands& operands) {
  const Geometry geometry = geometry_of(operands);
  const Shape& input = operands.shape(0);
  const Shape shape{input[0], geometry.outputs, output_size(operands, geometry.window, 0, input[2]),
                    output_size(operands, geometry.window, 1, input[3])};
  if (adds(operands.node()) && operands.shape(operands.count() - 1) != shape) {
    operands.refuse("cannot add ", text_of(operands.shape(operands.count() - 1)), " to ",
                    text_of(shape));
  }
  return {{.shape = shape}};
}

Shape grouped(const Shape& weights, std::int64_t groups) {
  if (groups == 1) return weights;
  return {groups, weights[0] / groups, weights[1], weights[2], weights[3]};
}

/// 8-bit weights times their scales.
Tensor dequantized(const Tensor& weights, const std::vector<float>& scales) {
  auto values = to_floats(weights);
  const std::size_t stride = values.size() / scales.size();
  for (std::size_t i = 0; i < values.size(); ++i) values[i] *= scales[i / stride];
  return float_tensor(weights.shape, values);
}

/// Without VNNI, instructions add two products of 8 bits in 16, which full weights overflow.
bool sums_in_16_bits() {
  const auto isa = dnnl::get_effective_cpu_isa();
  return isa == dnnl::cpu_isa::sse41 || isa == dnnl::cpu_isa::avx || isa == dnnl::cpu_isa::avx2 ||
         isa == dnnl::cpu_isa::avx512_core;
}

/// Codes of steps twice as wide: 255 * 64 * 2 fits.
Tensor halved(const Tensor& codes) {
  Tensor half = codes;
  for (auto& code : half.as<std::int8_t>()) {
    code = static_cast<std::int8_t>(std::nearbyint(static_cast<float>(code) / 2.0F));
  }
  return half;
}

struct Arithmetic {
  bool is_int8 = false;
  bool has_half_weights = false;
  std::vector<float> weight_scales{};
  DType weight_type = DType::kF32;
};

Arithmetic arithmetic_of(const Operands& operands, const PlannedValue& source) {
  Arithmetic arithmetic{.weight_scales = operands.node().weight_scales,
                        .weight_type = source.dtype};
  arithmetic.is_int8 = operands.input(1).dtype == DType::kI8 &&
                       (source.dtype == DType::kU8 || source.dtype == DType::kI8);
  if (arithmetic.is_int8) arithmetic.weight_type = DType::kI8;
  if (arithmetic.is_int8 && sums_in_16_bits()) {
    arithmetic.has_half_weights = true;
    for (float& scale : arithmetic.weight_scales) scale *= 2.0F;
  }
  return arithmetic;
}

/// The weights in the type of the arithmetic.
Tensor weights_for(const Operands& operands, const Arithmetic& arithmetic) {
  const Tensor& stored = operands.constant(1);
  if (arithmetic.has_half_weights) return halved(stored);
  const bool is_coded = stored.dtype == DType::kI8 && !arithmetic.is_int8;
  return is_coded ? dequantized(stored, arithmetic.weight_scales) : stored;
}

OutputScales scales_of(const Arithmetic& arithmetic, float source, float target, float addend) {
  OutputScales scales{.target = target, .addend = addend};
  if (!arithmetic.is_int8) return scales;
  scales.scales = arithmetic.weight_scales;
  for (float& scale : scales.scales) scale *= source;
  return scales;
}

/// oneDNN 2.6 adds the bias before it scales, so an 8-bit convolution wants it in units of the
/// accumulator.
Tensor bias_of(const Operands& operands, const Arithmetic& arithmetic, float source_scale) {
  auto values = to_floats(operands.constant(2));
  if (arithmetic.is_int8) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto& scales = arithmetic.weight_scales;
      values[i] /= scales[scales.size() == 1 ? 0 : i] * source_scale;
    }
  }
  return float_tensor({static_cast<std::int64_t>(values.size())}, values);
}

/// Where the primitive writes. A node that adds its last input finds it there: in the memory of
/// that input if nothing else reads it, else as a copy.
struct Target {
  ValueId value = 0;
  float addend_scale = 1.0F;
  bool is_output = true;  ///< else its values are still to be put into the output's codes
};

Target target_of(const Operands& operands, Planner& planner, const Arithmetic& arithmetic) {
  const bool has_codes = operands.node().quantization.dtype != DType::kF32;
  Target target{.is_output = arithmetic.is_int8 || !has_codes};
  const PlannedValue values{.shape = planner.output_facts().shape,
                            .dtype = planner.options().activations};
  const auto memory = [&] {
    return target.is_output ? planner.output() : planner.scratch_like(values);
  };
  if (!adds(operands.node())) {
    target.value = memory();
    return target;
  }
  const std::size_t last = operands.count() - 1;
  const ValueId addend = planner.raw_input(last);
  const PlannedValue found = planner.value(addend);
  const DType wanted = has_codes ? operands.node().quantization.dtype : values.dtype;
  if (target.is_output && planner.is_last_use(last) && found.dtype == wanted) {
    target.addend_scale = found.scale;
    target.value = planner.alias_output(0, addend, found.strides);
    return target;
  }
  target.value = memory();
  target.addend_scale = planner.value(target.value).scale;
  planner.add_copy(addend, target.value);
  return target;
}

memory::desc bias_desc(std::int64_t channels) {
  return {{channels}, memory::data_type::f32, memory::format_tag::x};
}

/// What a primitive is made of.
struct Layouts {
  memory::desc source{};
  memory::desc weights{};
  std::optional<memory::desc> bias{};
  memory::desc target{};
};

convolution_forward::desc description(const Geometry& geometry, const Layouts& layouts,
                                      dnnl::algorithm algorithm) {
  const auto& w = geometry.window;
  const memory::dims strides{w.stride[0], w.stride[1]};
  const memory::dims dilates{w.dilation[0] - 1, w.dilation[1] - 1};
  const memory::dims before{w.pad_before[0], w.pad_before[1]};
  const memory::dims after{w.pad_after[0], w.pad_after[1]};
  constexpr auto kKind = dnnl::prop_kind::forward_inference;
  if (!layouts.bias) {
    return {kKind,   algorithm, layouts.source, layouts.weights, layouts.target, strides,
            dilates, before,    after};
  }
  return {kKind,          algorithm, layouts.source, layouts.weights, *layouts.bias,
          layouts.target, strides,   dilates,        before,          after};
}

memory::desc in_any_layout(const memory::desc& desc) {
  return {desc.dims(), desc.data_type(), memory::format_tag::any};
}

/// Winograd's F(4x4, 3x3) (Lavin and Gray, CVPR 2016): a quarter of the multiplications. It works
/// in a blocked layout, so it pays only where channels are many; nothing where it does not, or
/// where oneDNN has none for this processor.
std::optional<convolution_forward::primitive_desc> winograd(
    const Geometry& geometry, const Node& node, const Layouts& layouts,
    const dnnl::primitive_attr& attributes) {
  constexpr std::int64_t kLeastChannels = 128;
  const auto& w = geometry.window;
  const bool fits = w.kernel[0] == 3 && w.kernel[1] == 3 && w.stride[0] == 1 && w.stride[1] == 1 &&
                    w.dilation[0] == 1 && w.dilation[1] == 1 && geometry.groups == 1 &&
                    geometry.inputs >= kLeastChannels && geometry.outputs >= kLeastChannels &&
                    layouts.source.data_type() == memory::data_type::f32 && !adds(node);
  if (!fits) return std::nullopt;
  Layouts blocked = layouts;
  blocked.source = in_any_layout(layouts.source);
  blocked.target = in_any_layout(layouts.target);
  const auto wanted = description(geometry, blocked, dnnl::algorithm::convolution_winograd);
  const convolution_forward::primitive_desc primitive(wanted, attributes, cpu_engine(), true);
  if (!primitive) return std::nullopt;
  const std::string kernel = primitive.impl_info_str();
  return kernel.find("4x3") == std::string::npos ? std::nullopt : std::optional(primitive);
}

/// Adds the primitive, with reorders around it where it works in another layout than the values.
void add_convolution(Planner& planner, PrimitiveStep step, ValueId source, ValueId target,
                     const Layouts& layouts, const convolution_forward::primitive_desc& primitive) {
  const auto moved = [&planner](const memory::desc& desc) {
    return planner.scratch_bytes(desc.get_size());
  };
  const bool moves_source = primitive.src_desc() != layouts.source;
  const bool moves_target = primitive.dst_desc() != layouts.target;
  const ValueId from = moves_source ? moved(primitive.src_desc()) : source;
  const ValueId to = moves_target ? moved(primitive.dst_desc()) : target;
  if (moves_source) add_reorder(planner, {source, layouts.source}, {from, primitive.src_desc()});
  step.arguments.push_back({.index = DNNL_ARG_SRC, .value = from, .desc = primitive.src_desc()});
  step.arguments.push_back({.index = DNNL_ARG_DST, .value = to, .desc = primitive.dst_desc()});
  add_primitive(planner, std::move(step), primitive.scratchpad_desc());
  if (moves_target) add_reorder(planner, {to, primitive.dst_desc()}, {target, layouts.target});
}

PrimitiveArgument bias_argument(const Operands& operands, Planner& planner,
                                const Arithmetic& arithmetic, float source_scale,
                                const memory::desc& bias) {
  // In 8 bits the bias is in units of the accumulator, which other readers of it do not share.
  const std::string unit = std::to_string(std::bit_cast<std::uint32_t>(source_scale));
  const std::string key = input_name(operands.node(), 2) + "@" + unit +
                          (arithmetic.is_int8 ? input_name(operands.node(), 1) : "");
  const Tensor values = bias_of(operands, arithmetic, source_scale);
  return {.index = DNNL_ARG_BIAS,
          .desc = bias,
          .weights = packed_weights(planner.weights(), key, values, values.shape, bias)};
}

void plan_convolution(const Operands& operands, Planner& planner) {
  const Geometry geometry = geometry_of(operands);
  const Node& node = operands.node();
  const bool has_int8_weights = operands.input(1).dtype == DType::kI8;
  const ValueId source = has_int8_weights ? planner.raw_input(0) : planner.dense_input(0);
  const float source_scale = planner.value(source).scale;
  const Arithmetic arithmetic = arithmetic_of(operands, planner.value(source));
  const Target target = target_of(operands, planner, arithmetic);

  const Shape weight_shape = grouped(operands.shape(1), geometry.groups);
  Layouts layouts{
      .source = onednn_desc(planner.value(source)),
      .weights = memory::desc({weight_shape.begin(), weight_shape.end()},
                              onednn_type(arithmetic.weight_type), memory::format_tag::any),
      .target = onednn_desc(planner.value(target.value))};
  if (operands.has(2)) layouts.bias = bias_desc(geometry.outputs);
  const auto attributes = onednn_attributes(
      node.post_ops,
      scales_of(arithmetic, source_scale, planner.value(target.value).scale, target.addend_scale));
  const auto minimal = winograd(geometry, node, layouts, attributes);
  const auto primitive =
      minimal ? *minimal
              : convolution_forward::primitive_desc(
                    description(geometry, layouts, dnnl::algorithm::convolution_direct), attributes,
                    cpu_engine());

  PrimitiveStep step{.primitive = convolution_forward(primitive),
                     .kernel = primitive.impl_info_str()};
  const Shape& shape = planner.output_facts().shape;
  step.operations = 2.0 * static_cast<double>(element_count(shape)) *
                    static_cast<double>(element_count(operands.shape(1)) / geometry.outputs);
  step.arguments.push_back({.index = DNNL_ARG_WEIGHTS,
                            .desc = primitive.weights_desc(),
                            .weights = packed_weights(planner.weights(), input_name(node, 1),
                                                      weights_for(operands, arithmetic),
                                                      weight_shape, primitive.weights_desc())});
  if (layouts.bias) {
    step.arguments.push_back(
        bias_argument(operands, planner, arithmetic, source_scale, *layouts.bias));
  }
  add_convolution(planner, std::move(step), source, target.value, layouts, primitive);
  if (!target.is_output) planner.add_copy(target.value, planner.output());
}

}  // namespace

std::vector<Operator> convolution_operators() {
  return {{.name = "Conv", .infer = infer_convolution, .plan = plan_convolution}};
}

}  // namespace handsight::engine
