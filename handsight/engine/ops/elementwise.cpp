// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/kernels/elementwise.h"

#include <cmath>
#include <limits>

#include "handsight/engine/kernels/activation.h"
#include "handsight/engine/passes/passes.h"
#include "handsight/engine/planner.h"

namespace handsight::engine {
namespace {

template <auto kFunction>
void unary(float* values, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) values[i] = kFunction(values[i]);
}

struct NamedFunction {
  std::string_view name;
  void (*apply)(float*, std::int64_t);
};
constexpr NamedFunction kFunctions[] = {
    {"Abs", unary<[](float x) { return std::fabs(x); }>},
    {"Neg", unary<[](float x) { return -x; }>},
    {"Exp", unary<[](float x) { return std::exp(x); }>},
    {"Log", unary<[](float x) { return std::log(x); }>},
    {"Sqrt", unary<[](float x) { return std::sqrt(x); }>},
    {"Reciprocal", unary<[](float x) { return 1.0F / x; }>},
    {"Floor", unary<[](float x) { return std::floor(x); }>},
    {"Ceil", unary<[](float x) { return std::ceil(x); }>},
    {"Erf", unary<[](float x) { return std::erf(x); }>},
    {"Softplus", unary<[](float x) { return 20.0F < x ? x : std::log1p(std::exp(x)); }>},
};

template <auto kFunction>
void binary(float* a, const float* b, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) a[i] = kFunction(a[i], b[i]);
}

struct NamedCombination {
  std::string_view name;
  Combine apply;
};
constexpr NamedCombination kCombinations[] = {
    {"Add", binary<[](float a, float b) { return a + b; }>},
    {"Sub", binary<[](float a, float b) { return a - b; }>},
    {"Mul", binary<[](float a, float b) { return a * b; }>},
    {"Div", binary<[](float a, float b) { return a / b; }>},
    {"Max", binary<[](float a, float b) { return std::fmax(a, b); }>},
    {"Min", binary<[](float a, float b) { return std::fmin(a, b); }>},
    {"Pow", binary<[](float a, float b) { return b == 2.0F ? a * a : std::pow(a, b); }>},
    {"PRelu", binary<[](float a, float b) { return a < 0.0F ? a * b : a; }>},
};

template <class Rows>
auto apply_of(const Rows& rows, std::string_view name) {
  for (const auto& row : rows) {
    if (row.name == name) return row.apply;
  }
  return decltype(rows[0].apply){nullptr};
}

void plan_map(const Operands& operands, Planner& planner) {
  const Node& node = operands.node();
  std::vector<PostOp> ops = node.post_ops;
  if (const auto activation = activation_of(operands)) ops.insert(ops.begin(), *activation);
  const auto function = apply_of(kFunctions, node.op);
  if (ops.size() == node.post_ops.size() && function == nullptr) {
    operands.refuse("expected limits that are known before the run, of one element each");
  }
  const ValueId from = planner.input_as_is(0), to = planner.output();
  planner.add_step("", 0.0, [=](const Binder& binder) -> Action {
    return [=, source = binder.view(from), target = binder.view(to)] {
      map_elements(source, target, function, ops);
    };
  });
}

std::vector<Facts> infer_combination(const Operands& operands) {
  if (operands.input(0).dtype != DType::kF32 || operands.input(1).dtype != DType::kF32) {
    operands.refuse("found ", std::string(name_of(operands.input(0).dtype)), " and ",
                    std::string(name_of(operands.input(1).dtype)), "; expected F32");
  }
  if (operands.count() != 2) {
    operands.refuse("found ", operands.count(), " inputs; expected 2");
  }
  return {{.shape = broadcast_shape(operands, operands.shape(0), operands.shape(1))}};
}

void plan_combination(const Operands& operands, Planner& planner) {
  const auto combine = apply_of(kCombinations, operands.node().op);
  const ValueId a = planner.input_as_is(0), b = planner.input_as_is(1), to = planner.output();
  planner.add_step("", 0.0, [=, ops = operands.node().post_ops](const Binder& binder) -> Action {
    return [=, view_a = binder.view(a), view_b = binder.view(b), target = binder.view(to)] {
      combine_elements(view_a, view_b, target, combine, ops);
    };
  });
}

std::vector<Facts> infer_float(const Operands& operands) {
  if (operands.input(0).dtype != DType::kF32) {
    operands.refuse("found ", std::string(name_of(operands.input(0).dtype)), "; expected F32");
  }
  return infer_same(operands);
}

}  // namespace

std::vector<Operator> elementwise_operators() {
  std::vector<Operator> operators;
  const auto add = [&](std::string_view name, auto infer, auto plan) {
    operators.push_back({.name = name, .infer = infer, .plan = plan, .writes_slices = true});
  };
  for (const auto& row : kFunctions) add(row.name, infer_float, plan_map);
  for (const auto& row : kCombinations) add(row.name, infer_combination, plan_combination);
  for (const auto name : kActivationNames) add(name, infer_float, plan_map);
  return operators;
}

}  // namespace handsight::engine
