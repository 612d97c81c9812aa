// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/exporting/conversion.h"

#include <algorithm>

#include "handsight/core/error.h"

namespace handsight::exporting {

#define HS_UNIT(unit) std::vector<Converter> unit##_converters();
#include "converters_units.inc"
#undef HS_UNIT

namespace {

using Kind = TracedValue::Kind;

std::unordered_map<std::string_view, Converter> converters() {
  std::unordered_map<std::string_view, Converter> found;
#define HS_UNIT(unit) \
  for (const auto& converter : unit##_converters()) found[converter.op] = converter;
#include "converters_units.inc"
#undef HS_UNIT
  return found;
}

}  // namespace

Conversion::Conversion(const TracedGraph& traced) : traced_(traced), names_(traced.values.size()) {
  for (const auto& node : traced.nodes) {
    for (const auto id : node.outputs) makers_[id] = &node;
  }
}

engine::Graph Conversion::run(const Names& inputs, const Names& outputs) {
  const auto known = converters();
  const auto bind = [&](std::size_t id, const std::string& name) {
    names_[id] = name;
    named_.push_back(id);
    used_[name] = 1;
  };
  for (std::size_t i = 0; i < inputs.size(); ++i) bind(traced_.inputs[i], inputs[i]);
  for (const auto& name : outputs) used_[name] = 1;
  for (const auto& node : traced_.nodes) {
    node_ = &node;
    const auto found = known.find(node.op);
    if (found == known.end()) refuse("there is no ONNX for it; add a converter");
    found->second.convert(*this);
  }
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const std::string made = name_of(traced_.outputs[i]);
    for (auto& node : graph_.nodes) {
      std::replace(node.inputs.begin(), node.inputs.end(), made, outputs[i]);
      std::replace(node.outputs.begin(), node.outputs.end(), made, outputs[i]);
    }
  }
  return std::move(graph_);
}

const TracedValue& Conversion::value(std::size_t input) const {
  if (input >= node_->inputs.size()) refuse("it has fewer inputs than expected");
  return traced_.values[node_->inputs[input]];
}

bool Conversion::is_none(std::size_t input) const { return value(input).kind == Kind::kNone; }

std::string Conversion::name_of(std::size_t id) {
  const auto& value = traced_.values[id];
  if (value.kind == Kind::kNone) return {};
  if (!names_[id].empty()) return names_[id];
  if (value.kind != Kind::kWeights) refuse("one of its inputs has no ONNX");
  graph_.constants[value.name] = value.weights;
  return names_[id] = value.name;
}

std::string Conversion::name(std::size_t input) {
  (void)value(input);
  return name_of(node_->inputs[input]);
}

std::string Conversion::name(const TracedNode& node, std::size_t input) {
  return name_of(node.inputs.at(input));
}

std::string Conversion::name_of_result(const TracedNode& node, std::size_t output) const {
  return names_[node.outputs.at(output)];
}

Names Conversion::names(std::size_t input) {
  Names names;
  for (const auto id : value(input).items) names.push_back(name_of(id));
  return names;
}

const Sizes& Conversion::shape(std::size_t input) const { return value(input).shape; }

const Sizes& Conversion::shape(const TracedNode& node, std::size_t input) const {
  return traced_.values[node.inputs.at(input)].shape;
}

const Sizes& Conversion::result_shape(std::size_t output) const {
  return traced_.values[node_->outputs.at(output)].shape;
}

const Sizes& Conversion::sizes(std::size_t input) const { return value(input).integers; }

Ints Conversion::integers(std::size_t input) const {
  Ints numbers;
  for (const auto& size : sizes(input)) {
    if (!size.is_fixed()) refuse("it depends on the size of the picture");
    numbers.push_back(size.first);
  }
  return numbers;
}

std::int64_t Conversion::integer(std::size_t input) const { return integer(*node_, input); }

std::int64_t Conversion::integer(const TracedNode& node, std::size_t input) const {
  const auto& numbers = traced_.values[node.inputs.at(input)].integers;
  if (numbers.size() != 1) refuse("expected one whole number");
  if (!numbers.front().is_fixed()) refuse("it depends on the size of the picture");
  return numbers.front().first;
}

bool Conversion::is_number(std::size_t input) const {
  const auto kind = value(input).kind;
  return kind == Kind::kNumber || kind == Kind::kIntegers;
}

double Conversion::number(std::size_t input) const {
  const auto& found = value(input);
  return found.kind == Kind::kNumber ? found.number : static_cast<double>(integer(input));
}

std::string Conversion::owner_of(std::size_t input) const {
  (void)value(input);
  const auto& name = names_[node_->inputs[input]];
  if (!graph_.constants.contains(name)) return {};
  const auto dot = name.rfind('.');
  return dot == std::string::npos ? std::string() : name.substr(0, dot);
}

const TracedNode* Conversion::maker_of(const TracedNode& node, std::size_t input) const {
  const auto found = makers_.find(node.inputs.at(input));
  return found == makers_.end() ? nullptr : found->second;
}

const TracedNode* Conversion::maker_of(std::size_t input) const { return maker_of(*node_, input); }

std::string Conversion::unused(std::string name) {
  const int count = used_[name]++;
  if (count == 0) return name;
  name.append("_").append(std::to_string(count));
  return unused(std::move(name));
}

Names Conversion::add_several(std::string_view op, std::size_t outputs, const Names& inputs,
                              const Attributes& attributes) {
  engine::Node node{.name = unused(std::string(op)),
                    .op = std::string(op),
                    .inputs = inputs,
                    .attributes = attributes};
  for (std::size_t i = 0; i < outputs; ++i) {
    node.outputs.push_back(i == 0 ? node.name : unused(node.name + "." + std::to_string(i)));
  }
  graph_.nodes.push_back(node);
  return node.outputs;
}

std::string Conversion::add(std::string_view op, const Names& inputs, const Attributes& attributes,
                            const std::string& owner) {
  const std::string name = unused(owner.empty() ? std::string(op) : owner);
  graph_.nodes.push_back({.name = name,
                          .op = std::string(op),
                          .inputs = inputs,
                          .outputs = {name},
                          .attributes = attributes});
  return name;
}

std::string Conversion::constant(const Ints& values) {
  std::string name = "sizes";
  for (const auto number : values) name.append("_").append(std::to_string(number));
  graph_.constants[name] = std::make_shared<engine::Tensor>(
      engine::int64_tensor({static_cast<std::int64_t>(values.size())}, values));
  return name;
}

std::string Conversion::scalar(std::int64_t value) {
  const std::string name = std::string("index_").append(std::to_string(value));
  graph_.constants[name] =
      std::make_shared<engine::Tensor>(engine::int64_tensor({}, std::vector{value}));
  return name;
}

std::string Conversion::constant(const engine::Shape& shape, const std::vector<float>& values) {
  const std::string name = unused("numbers");
  graph_.constants[name] = std::make_shared<engine::Tensor>(engine::float_tensor(shape, values));
  return name;
}

std::string Conversion::sizes_from(const std::string& image, const std::string& like) {
  const auto part = [&](const std::string& of, std::int64_t from, std::int64_t to) {
    return add("Slice", {add("Shape", {of}), constant({from}), constant({to}), constant({0})});
  };
  return add("Concat", {part(image, 0, 2), part(like, 2, 4)}, {{"axis", std::int64_t{0}}});
}

std::string Conversion::find_of_size(const Size& height, const Size& width) const {
  for (const auto id : named_) {
    const auto& shape = traced_.values[id].shape;
    if (shape.size() == 4 && shape[2] == height && shape[3] == width) return names_[id];
  }
  return {};
}

void Conversion::give(const std::string& name, std::size_t output) {
  const auto id = node_->outputs.at(output);
  names_[id] = name;
  named_.push_back(id);
}

void Conversion::fail_with(const std::string& text) const {
  fail<ModelError>("export: ", node_ == nullptr ? std::string("network") : node_->op, ": ", text);
}

}  // namespace handsight::exporting
