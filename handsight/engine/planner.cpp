// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/planner.h"

#include <algorithm>
#include <oneapi/dnnl/dnnl.hpp>

#include "handsight/core/error.h"
#include "handsight/engine/evaluate.h"
#include "handsight/engine/kernels/copy.h"

namespace handsight::engine {
namespace {

/// Some nodes make a step for each line of a picture.
constexpr std::size_t kMaxSteps = std::size_t{1} << 16;

std::size_t bytes_of(const Facts& facts, DType dtype) {
  return static_cast<std::size_t>(element_count(facts.shape)) * size_of(dtype);
}

/// What a node gives that is computed in a run. Kernels rely on what is checked here: tensors are
/// bounded and not empty, and floating point is made of floating point.
std::vector<Facts> run_facts(const Operands& operands) {
  const Operator* const entry = find_operator(operands.node().op);
  if (entry == nullptr) operands.refuse("the operator is not supported");
  auto outputs = entry->infer(operands);
  for (const auto& output : outputs) {
    if (element_count(output.shape) == 0) {
      operands.refuse("its result ", text_of(output.shape), " is empty");
    }
  }
  const Facts& first = operands.input(0);
  if (element_count(first.shape) == 0) {
    operands.refuse("its input ", text_of(first.shape), " is empty");
  }
  if (outputs.front().dtype == DType::kF32 && first.dtype != DType::kF32) {
    operands.refuse("cannot compute F32 from ", std::string(name_of(first.dtype)), " in a run");
  }
  return outputs;
}

}  // namespace

Planner::Planner(const Graph& graph, WeightCache& weights, const PlanOptions& options)
    : graph_(graph), weights_(weights), options_(options) {
  for (const auto& [name, tensor] : graph.constants) {
    facts_[name] = {.dtype = tensor->dtype, .shape = tensor->shape, .constant = tensor};
  }
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    for (const auto& name : graph.nodes[i].outputs) makers_[name] = i;
    for (const auto& name : graph.nodes[i].inputs) last_reader_[name] = i;
  }
  for (const auto& output : graph.outputs) last_reader_[output.name] = graph.nodes.size();
}

Operands Planner::operands_of(const Node& node) const {
  std::vector<const Facts*> inputs;
  for (const auto& name : node.inputs) {
    const auto found = facts_.find(name);
    inputs.push_back(found == facts_.end() ? nullptr : &found->second);
  }
  return {node, graph_.opset, std::move(inputs)};
}

void Planner::infer(const std::vector<Shape>& input_shapes) {
  for (std::size_t i = 0; i < graph_.inputs.size(); ++i) {
    static_cast<void>(element_count(input_shapes[i]));
    facts_[graph_.inputs[i].name] = {.dtype = graph_.inputs[i].dtype, .shape = input_shapes[i]};
  }
  Evaluator evaluator(graph_);
  for (const auto& node : graph_.nodes) {
    const Operands operands = operands_of(node);
    if (auto known = evaluator.evaluate(operands)) {
      const auto tensor = std::make_shared<Tensor>(std::move(*known));
      facts_[node.outputs.front()] = {
          .dtype = tensor->dtype, .shape = tensor->shape, .constant = tensor};
      continue;
    }
    auto outputs = on_behalf_of(operands, [&] { return run_facts(operands); });
    for (std::size_t i = 0; i < outputs.size() && i < node.outputs.size(); ++i) {
      if (!node.outputs[i].empty()) facts_[node.outputs[i]] = std::move(outputs[i]);
    }
  }
}

void Planner::place_slices() {
  for (const auto& node : graph_.nodes) {
    if (node.op == "Concat" && !facts_.at(node.outputs.front()).constant) place_slices_of(node);
  }
}

/// Lets the inputs of a concatenation be computed where they belong in it, if whoever makes them
/// can, and if they are not already part of another one.
void Planner::place_slices_of(const Node& concat) {
  const Operands operands = operands_of(concat);
  const std::size_t axis = concat_axis(operands);
  std::int64_t start = 0;
  for (std::size_t i = 0; i < concat.inputs.size(); ++i) {
    const auto& name = concat.inputs[i];
    const auto maker = makers_.find(name);
    const auto same_kind = [&](const Quantization& made) {
      return made.dtype == concat.quantization.dtype && made.scale == concat.quantization.scale;
    };
    if (maker != makers_.end() && !operands.input(i).constant && !slices_.contains(name)) {
      const Node& node = graph_.nodes[maker->second];
      if (find_operator(node.op)->writes_slices && same_kind(node.quantization)) {
        slices_[name] = {.whole = concat.outputs.front(), .axis = axis, .start = start};
      }
    }
    start += operands.shape(i)[axis];
  }
}

DType Planner::storage_of(DType dtype) const {
  return dtype == DType::kF32 ? options_.activations : dtype;
}

void Planner::touch(ValueId id) {
  if (plan_.values[id].constant) return;
  auto& buffer = plan_.buffers[plan_.values[id].buffer];
  buffer.last = std::max(buffer.last, current_);
}

ValueId Planner::make_value(const Facts& facts, const Quantization& quantization) {
  const bool is_float = quantization.dtype == DType::kF32;
  const DType dtype = is_float ? storage_of(facts.dtype) : quantization.dtype;
  plan_.buffers.push_back({.bytes = bytes_of(facts, dtype), .first = current_, .last = current_});
  plan_.values.push_back({.shape = facts.shape,
                          .strides = default_strides(facts.shape),
                          .dtype = dtype,
                          .scale = quantization.scale,
                          .buffer = plan_.buffers.size() - 1});
  return plan_.values.size() - 1;
}

ValueId Planner::place(const std::string& name) {
  // From the whole to its parts, and not by recursion: concatenations may be nested deeply.
  std::vector<const std::string*> unplaced;
  for (const std::string* at = &name; !ids_.contains(*at);) {
    unplaced.push_back(at);
    const auto slice = slices_.find(*at);
    if (slice == slices_.end()) break;
    at = &slice->second.whole;
  }
  for (; !unplaced.empty(); unplaced.pop_back()) place_in_its_whole(*unplaced.back());
  return ids_.at(name);
}

/// The whole, if there is one, has its place already.
void Planner::place_in_its_whole(const std::string& name) {
  const Facts& facts = facts_.at(name);
  const auto slice = slices_.find(name);
  if (slice == slices_.end()) {
    const auto maker = makers_.find(name);
    const Quantization quantization =
        maker == makers_.end() ? Quantization{} : graph_.nodes[maker->second].quantization;
    ids_[name] = make_value(facts, quantization);
    return;
  }
  const auto& [whole, axis, start] = slice->second;
  PlannedValue part = plan_.values[ids_.at(whole)];
  part.offset += static_cast<std::size_t>(start * part.strides[axis]) * size_of(part.dtype);
  part.shape = facts.shape;
  plan_.values.push_back(std::move(part));
  ids_[name] = plan_.values.size() - 1;
}

ValueId Planner::find_value(const std::string& name) {
  const auto found = ids_.find(name);
  if (found != ids_.end()) {
    touch(found->second);
    return found->second;
  }
  const auto facts = facts_.find(name);
  if (facts == facts_.end() || !facts->second.constant) {
    fail<ModelError>("engine: '", name, "' is read, but its node does not write it");
  }
  const Tensor& constant = *facts->second.constant;
  plan_.values.push_back({.shape = constant.shape,
                          .strides = row_major_strides(constant.shape),
                          .dtype = constant.dtype,
                          .constant = facts->second.constant});
  return ids_[name] = plan_.values.size() - 1;
}

ValueId Planner::copied(ValueId from, DType dtype) {
  PlannedValue like = plan_.values[from];
  if (dtype != like.dtype) like.scale = 1.0F;
  like.dtype = dtype;
  const ValueId to = scratch_like(like);
  add_copy(from, to);
  return to;
}

void Planner::add_copy(ValueId from, ValueId to) {
  add_step("copy", 0.0, [from, to](const Binder& binder) -> Action {
    return [source = binder.view(from), target = binder.view(to)] { copy(source, target); };
  });
}

void Planner::add_squeezed_copy(ValueId from, ValueId to) {
  add_step("copy", 0.0, [from, to](const Binder& binder) -> Action {
    View source = binder.view(from);
    const View target = binder.view(to);
    source.shape = target.shape;
    source.strides = row_major_strides(target.shape);
    return [source, target] { copy(source, target); };
  });
}

ValueId Planner::input_as_is(std::size_t index) {
  return find_value(graph_.nodes[current_].inputs[index]);
}

ValueId Planner::input(std::size_t index) {
  const ValueId id = input_as_is(index);
  const bool is_float = facts_.at(graph_.nodes[current_].inputs[index]).dtype == DType::kF32;
  return is_float && plan_.values[id].dtype != options_.activations
             ? copied(id, options_.activations)
             : id;
}

ValueId Planner::dense_input(std::size_t index) {
  const ValueId id = input(index);
  const auto& found = plan_.values[id];
  return is_dense(found.shape, found.strides) ? id : copied(id, found.dtype);
}

ValueId Planner::raw_input(std::size_t index) {
  const ValueId id = input_as_is(index);
  const auto& found = plan_.values[id];
  return is_dense(found.shape, found.strides) ? id : copied(id, storage_of(found.dtype));
}

ValueId Planner::input_as_written(std::size_t index) {
  const Quantization& wanted = graph_.nodes[current_].quantization;
  if (wanted.dtype == DType::kF32) return input(index);
  const ValueId id = input_as_is(index);
  if (plan_.values[id].dtype == wanted.dtype) return id;
  PlannedValue like = plan_.values[id];
  like.dtype = wanted.dtype;
  like.scale = wanted.scale;
  const ValueId to = scratch_like(like);
  add_copy(id, to);
  return to;
}

ValueId Planner::output(std::size_t index) {
  const ValueId id = place(graph_.nodes[current_].outputs.at(index));
  touch(id);
  return id;
}

ValueId Planner::alias_output(std::size_t index, ValueId value, const Shape& strides) {
  const Node& node = graph_.nodes[current_];
  const auto& name = node.outputs.at(index);
  PlannedValue alias = plan_.values[value];
  alias.shape = facts_.at(name).shape;
  alias.strides = strides;
  if (index == 0 && node.quantization.dtype != DType::kF32) alias.scale = node.quantization.scale;
  plan_.values.push_back(std::move(alias));
  return ids_[name] = plan_.values.size() - 1;
}

ValueId Planner::scratch(DType dtype, const Shape& shape) {
  const ValueId id = make_value({.dtype = DType::kI64, .shape = shape}, {});
  plan_.values[id].dtype = dtype;
  plan_.values[id].strides = row_major_strides(shape);
  plan_.buffers.back().bytes = bytes_of({.shape = shape}, dtype);
  return id;
}

ValueId Planner::scratch_bytes(std::size_t count) {
  plan_.buffers.push_back({.bytes = count, .first = current_, .last = current_});
  plan_.values.push_back({.shape = {static_cast<std::int64_t>(count)},
                          .strides = {1},
                          .dtype = DType::kU8,
                          .buffer = plan_.buffers.size() - 1});
  return plan_.values.size() - 1;
}

ValueId Planner::scratch_like(const PlannedValue& value) {
  const Shape shape = value.shape;
  const float scale = value.scale;
  const ValueId id = scratch(value.dtype, shape);
  plan_.values[id].strides = default_strides(shape);
  plan_.values[id].scale = scale;
  return id;
}

bool Planner::is_last_use(std::size_t index) const {
  const auto& name = graph_.nodes[current_].inputs[index];
  const auto found = ids_.find(name);
  if (found == ids_.end() || plan_.values[found->second].constant) return false;
  if (last_reader_.at(name) != current_ || slices_.contains(name)) return false;
  const auto& inputs = graph_.nodes[current_].inputs;
  if (std::count(inputs.begin(), inputs.end(), name) > 1) return false;
  // An alias of the value may live on under another name.
  const std::size_t buffer = plan_.values[found->second].buffer;
  return std::none_of(ids_.begin(), ids_.end(), [&](const auto& entry) {
    const auto& other = plan_.values[entry.second];
    if (entry.first == name || other.constant || other.buffer != buffer) return false;
    const auto reader = last_reader_.find(entry.first);
    return reader != last_reader_.end() && reader->second >= current_;
  });
}

void Planner::add_step(std::string kernel, double operations,
                       std::function<Action(const Binder&)> bind) {
  const Node& node = graph_.nodes[current_];
  if (plan_.steps.size() == kMaxSteps) {
    fail<ModelError>("engine: ", text_of(node), ": found more than ", kMaxSteps,
                     " steps; expected at most that many in a run");
  }
  std::string op = node.op;
  if (!kernel.empty()) op += " " + kernel;
  plan_.steps.push_back({.info = {.name = node.name.empty() ? node.outputs.front() : node.name,
                                  .op = std::move(op),
                                  .shape = output_facts().shape,
                                  .operations = operations},
                         .bind = std::move(bind)});
}

const Facts& Planner::output_facts(std::size_t index) const {
  return facts_.at(graph_.nodes[current_].outputs.at(index));
}

void Planner::plan_node(std::size_t index) {
  current_ = index;
  const Node& node = graph_.nodes[index];
  if (facts_.at(node.outputs.front()).constant) return;
  const Operands operands = operands_of(node);
  const Operator* const entry = find_operator(node.op);
  if (entry->plan == nullptr) {
    operands.refuse("its result must be known before the run, but depends on the inputs' values");
  }
  try {
    on_behalf_of(operands, [&] { entry->plan(operands, *this); });
  } catch (const dnnl::error& error) {
    operands.refuse("oneDNN cannot compute it: ", error.what());
  }
}

Plan Planner::plan(const std::vector<Shape>& input_shapes) {
  infer(input_shapes);
  place_slices();
  for (const auto& input : graph_.inputs) plan_.inputs.push_back(place(input.name));
  for (std::size_t i = 0; i < graph_.nodes.size(); ++i) plan_node(i);
  current_ = graph_.nodes.size();
  for (const auto& output : graph_.outputs) plan_.outputs.push_back(find_value(output.name));
  return std::move(plan_);
}

}  // namespace handsight::engine
