// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "handsight/core/error.h"
#include "handsight/engine/onednn.h"

namespace handsight::engine {
namespace {

using dnnl::memory;

memory::dims dims_of(const Shape& shape) { return {shape.begin(), shape.end()}; }

/// A matrix operand: a value, or a constant that is packed for the kernel.
struct Operand {
  ValueId value = 0;
  Shape shape{};
  Shape strides{};
  DType dtype = DType::kF32;
};

/// The value with its last axis contiguous or its last two transposed, as oneDNN wants it.
Operand row_major_operand(Planner& planner, std::size_t index) {
  const ValueId id = planner.input(index);
  const PlannedValue found = planner.value(id);
  const Shape strides = row_major_strides(found.shape);
  if (same_places(found.shape, found.strides, strides)) {
    return {id, found.shape, strides, found.dtype};
  }
  const ValueId plain = planner.scratch(found.dtype, found.shape);
  planner.add_copy(id, plain);
  return {plain, found.shape, strides, found.dtype};
}

void transpose_last(Operand& operand) {
  const std::size_t rank = operand.shape.size();
  std::swap(operand.shape[rank - 1], operand.shape[rank - 2]);
  std::swap(operand.strides[rank - 1], operand.strides[rank - 2]);
}

/// Axes of size 1 in front, until there are `rank`.
void pad_rank(Operand& operand, std::size_t rank) {
  const std::size_t missing = rank - operand.shape.size();
  operand.shape.insert(operand.shape.begin(), missing, 1);
  operand.strides.insert(operand.strides.begin(), missing, element_count(operand.shape));
}

memory::desc desc_of(const Operand& operand) {
  return {dims_of(operand.shape), onednn_type(operand.dtype), dims_of(operand.strides)};
}

struct Product {
  Operand a{}, b{}, result{};
  const Tensor* bias = nullptr;  ///< one value a column
  std::string bias_name{};
  float alpha = 1.0F;
  float beta = 1.0F;
};

void add_product(const Operands& operands, Planner& planner, const Product& product) {
  const memory::desc a = desc_of(product.a), b = desc_of(product.b),
                     result = desc_of(product.result);
  const std::size_t rank = product.result.shape.size();
  Shape bias_shape(rank, 1);
  bias_shape[rank - 1] = product.result.shape[rank - 1];
  const memory::desc bias(dims_of(bias_shape), memory::data_type::f32,
                          dims_of(row_major_strides(bias_shape)));
  OutputScales scales;
  if (product.alpha != 1.0F) scales.scales = {product.alpha};
  const auto attributes = onednn_attributes(operands.node().post_ops, scales);
  const dnnl::matmul::desc description = product.bias != nullptr
                                             ? dnnl::matmul::desc(a, b, bias, result)
                                             : dnnl::matmul::desc(a, b, result);
  const dnnl::matmul::primitive_desc primitive(description, attributes, cpu_engine());
  PrimitiveStep step{.primitive = dnnl::matmul(primitive), .kernel = primitive.impl_info_str()};
  step.operations = 2.0 * static_cast<double>(element_count(product.result.shape)) *
                    static_cast<double>(product.a.shape.back());
  step.arguments = {{.index = DNNL_ARG_SRC, .value = product.a.value, .desc = a},
                    {.index = DNNL_ARG_WEIGHTS, .value = product.b.value, .desc = b},
                    {.index = DNNL_ARG_DST, .value = product.result.value, .desc = result}};
  if (product.bias != nullptr) {
    auto values = to_floats(*product.bias);
    const auto columns = static_cast<std::size_t>(bias_shape[rank - 1]);
    if (values.size() == 1) values.assign(columns, values[0]);
    for (float& value : values) value *= product.beta / product.alpha;
    const std::string key = product.bias_name + "@" + operands.node().outputs[0];
    step.arguments.push_back(
        {.index = DNNL_ARG_BIAS,
         .desc = bias,
         .weights = packed_weights(planner.weights(), key, float_tensor(bias_shape, values),
                                   bias_shape, bias)});
  }
  add_primitive(planner, std::move(step), primitive.scratchpad_desc());
}

/// Adds the product, row-major and in floating point, and a copy where the output is neither.
void add_output(const Operands& operands, Planner& planner, Product& product) {
  const Shape shape = planner.output_facts().shape, strides = row_major_strides(shape);
  const DType dtype = planner.options().activations;
  const ValueId to = planner.output();
  const bool is_direct =
      planner.value(to).dtype == dtype && same_places(shape, planner.value(to).strides, strides);
  const ValueId result = is_direct ? to : planner.scratch(dtype, shape);
  product.result = {result, shape, strides, dtype};
  add_product(operands, planner, product);
  if (!is_direct) planner.add_copy(result, to);
}

std::vector<Facts> infer_matmul(const Operands& operands) {
  const Shape &a = operands.shape(0), &b = operands.shape(1);
  if (a.size() < 2 || b.size() < 2) operands.refuse("expected matrices of two axes or more");
  if (a.back() != b[b.size() - 2]) {
    operands.refuse("cannot multiply ", text_of(a), " by ", text_of(b));
  }
  Shape shape = broadcast_shape(operands, {a.begin(), a.end() - 2}, {b.begin(), b.end() - 2});
  shape.push_back(a[a.size() - 2]);
  shape.push_back(b.back());
  return {{.shape = shape}};
}

void plan_matmul(const Operands& operands, Planner& planner) {
  const Shape shape = planner.output_facts().shape;
  Product product{.a = row_major_operand(planner, 0), .b = row_major_operand(planner, 1)};
  pad_rank(product.a, shape.size());
  pad_rank(product.b, shape.size());
  add_output(operands, planner, product);
}

bool is_transposed(const Operands& operands, std::string_view name) {
  return attribute(operands.node(), name, std::int64_t{0}) != 0;
}

std::vector<Facts> infer_gemm(const Operands& operands) {
  operands.expect_rank(0, 2);
  operands.expect_rank(1, 2);
  Shape a = operands.shape(0), b = operands.shape(1);
  if (is_transposed(operands, "transA")) std::swap(a[0], a[1]);
  if (is_transposed(operands, "transB")) std::swap(b[0], b[1]);
  if (a[1] != b[0]) operands.refuse("cannot multiply ", text_of(a), " by ", text_of(b));
  if (operands.has(2)) {
    const std::int64_t bias = element_count(operands.constant(2).shape);
    if (bias != b[1] && bias != 1) {
      operands.refuse("found a bias of ", text_of(operands.shape(2)), "; expected ", b[1]);
    }
  }
  return {{.shape = {a[0], b[1]}}};
}

void plan_gemm(const Operands& operands, Planner& planner) {
  Product product{.a = row_major_operand(planner, 0),
                  .b = row_major_operand(planner, 1),
                  .alpha = attribute(operands.node(), "alpha", 1.0F),
                  .beta = attribute(operands.node(), "beta", 1.0F)};
  if (is_transposed(operands, "transA")) transpose_last(product.a);
  if (is_transposed(operands, "transB")) transpose_last(product.b);
  if (operands.has(2)) {
    product.bias = &operands.constant(2);
    product.bias_name = input_name(operands.node(), 2);
  }
  add_output(operands, planner, product);
}

}  // namespace

std::vector<Operator> matmul_operators() {
  return {{.name = "MatMul", .infer = infer_matmul, .plan = plan_matmul},
          {.name = "Gemm", .infer = infer_gemm, .plan = plan_gemm}};
}

}  // namespace handsight::engine
