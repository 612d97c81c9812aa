// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/exporting/conversion.h"

namespace handsight::exporting {
namespace {

template <const char* kOp>
void same(Conversion& c) {
  c.give(c.add(kOp, {c.name(0)}));
}

constexpr char kRelu[] = "Relu";
constexpr char kSigmoid[] = "Sigmoid";
constexpr char kTanh[] = "Tanh";

/// hardtanh(input, least, most)
void clip(Conversion& c) {
  const auto bound = [&](std::size_t input) {
    return c.constant({}, {static_cast<float>(c.number(input))});
  };
  c.give(c.add("Clip", {c.name(0), bound(1), bound(2)}));
}

void leaky_relu(Conversion& c) {
  c.give(c.add("LeakyRelu", {c.name(0)}, {{"alpha", static_cast<float>(c.number(1))}}));
}

std::string hard_sigmoid_of(Conversion& c) {
  return c.add("HardSigmoid", {c.name(0)}, {{"alpha", 1.0F / 6.0F}, {"beta", 0.5F}});
}

void hard_sigmoid(Conversion& c) { c.give(hard_sigmoid_of(c)); }

/// HardSwish itself came with opset 14.
void hard_swish(Conversion& c) { c.give(c.add("Mul", {c.name(0), hard_sigmoid_of(c)})); }

void silu(Conversion& c) { c.give(c.add("Mul", {c.name(0), c.add("Sigmoid", {c.name(0)})})); }

/// A tensor, or a number as a tensor.
std::string operand(Conversion& c, std::size_t input) {
  const bool is_number = c.shape(input).empty() && c.is_number(input);
  return is_number ? c.constant({}, {static_cast<float>(c.number(input))}) : c.name(input);
}

/// add(a, b, alpha)
void add(Conversion& c) {
  if (c.number(2) != 1.0) c.refuse("expected a plain sum");
  c.give(c.add("Add", {operand(c, 0), operand(c, 1)}));
}

void multiply(Conversion& c) { c.give(c.add("Mul", {operand(c, 0), operand(c, 1)})); }

}  // namespace

std::vector<Converter> elementwise_converters() {
  return {{.op = "aten::relu", .convert = same<kRelu>},
          {.op = "aten::sigmoid", .convert = same<kSigmoid>},
          {.op = "aten::tanh", .convert = same<kTanh>},
          {.op = "aten::hardtanh", .convert = clip},
          {.op = "aten::leaky_relu", .convert = leaky_relu},
          {.op = "aten::hardsigmoid", .convert = hard_sigmoid},
          {.op = "aten::hardswish", .convert = hard_swish},
          {.op = "aten::silu", .convert = silu},
          {.op = "aten::add", .convert = add},
          {.op = "aten::mul", .convert = multiply}};
}

}  // namespace handsight::exporting
