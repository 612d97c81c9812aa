// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/operator.h"

#include <algorithm>

namespace handsight::engine {

#define HS_UNIT(name) std::vector<Operator> name##_operators();
#include "operators_units.inc"
#undef HS_UNIT

namespace {

std::vector<Operator> all_operators() {
  std::vector<Operator> all;
  for (const auto& unit : {
#define HS_UNIT(name) name##_operators(),
#include "operators_units.inc"
#undef HS_UNIT
       }) {
    all.insert(all.end(), unit.begin(), unit.end());
  }
  std::sort(all.begin(), all.end(),
            [](const Operator& a, const Operator& b) { return a.name < b.name; });
  return all;
}

const std::vector<Operator>& operators() {
  static const std::vector<Operator> kAll = all_operators();
  return kAll;
}

}  // namespace

const Operator* find_operator(std::string_view name) {
  const auto& all = operators();
  const auto found =
      std::lower_bound(all.begin(), all.end(), name,
                       [](const Operator& a, std::string_view b) { return a.name < b; });
  return found != all.end() && found->name == name ? &*found : nullptr;
}

std::vector<std::string> operator_names() {
  std::vector<std::string> names;
  for (const auto& entry : operators()) names.emplace_back(entry.name);
  return names;
}

void Operands::fail_with(const std::string& text) const {
  fail<ModelError>("onnx: ", text_of(node_), ": ", text);
}

const Facts& Operands::input(std::size_t index) const {
  if (!has(index)) refuse("input ", index, " is missing");
  return *inputs_[index];
}

const Tensor& Operands::constant(std::size_t index) const {
  const auto& facts = input(index);
  if (!facts.constant) {
    refuse("input ", index, " ('", input_name(node_, index),
           "') must be known before the run, but depends on the values of the inputs");
  }
  return *facts.constant;
}

std::optional<std::vector<std::int64_t>> Operands::whole_numbers(
    std::size_t index, std::string_view attribute_name) const {
  if (has(index)) return to_int64s(constant(index));
  if (!node_.attributes.contains(attribute_name)) return std::nullopt;
  return attribute(node_, attribute_name, std::vector<std::int64_t>{});
}

void Operands::expect_rank(std::size_t index, std::size_t rank) const {
  if (shape(index).size() != rank) {
    refuse("found input ", index, " of ", text_of(shape(index)), "; expected ", rank, " axes");
  }
}

std::size_t axis_of(const Operands& operands, std::int64_t axis, std::size_t rank) {
  const auto signed_rank = static_cast<std::int64_t>(rank);
  const std::int64_t from_front = axis < 0 ? axis + signed_rank : axis;
  if (from_front < 0 || from_front >= signed_rank) {
    operands.refuse("found axis ", axis, "; expected one of ", rank, " axes");
  }
  return static_cast<std::size_t>(from_front);
}

Shape broadcast_shape(const Operands& operands, const Shape& a, const Shape& b) {
  Shape shape(std::max(a.size(), b.size()));
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const std::int64_t size_a = i < a.size() ? a[a.size() - 1 - i] : 1;
    const std::int64_t size_b = i < b.size() ? b[b.size() - 1 - i] : 1;
    if (size_a != size_b && size_a != 1 && size_b != 1) {
      operands.refuse("sizes ", text_of(a), " and ", text_of(b), " cannot be combined");
    }
    shape[shape.size() - 1 - i] = size_a == 1 ? size_b : size_a;
  }
  return shape;
}

std::size_t concat_axis(const Operands& operands) {
  const Node& node = operands.node();
  if (!node.attributes.contains("axis")) operands.refuse("found no axis; expected one");
  return axis_of(operands, attribute(node, "axis", std::int64_t{0}), operands.shape(0).size());
}

std::vector<Facts> infer_same(const Operands& operands) {
  return {{.dtype = operands.input(0).dtype, .shape = operands.shape(0)}};
}

}  // namespace handsight::engine
