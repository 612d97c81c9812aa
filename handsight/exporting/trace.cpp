// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/exporting/trace.h"

#include <cstring>
#include <unordered_map>

#include <ATen/ATen.h>
#include <torch/csrc/jit/frontend/tracer.h>
#include <torch/csrc/jit/ir/constants.h>
#include <torch/csrc/jit/ir/ir.h>
#include <torch/utils.h>

#include "handsight/core/error.h"
#include "handsight/networks/module_slots.h"

namespace handsight::exporting {
namespace {

namespace jit = torch::jit;

std::shared_ptr<jit::Graph> record(const std::function<Tensors(const Tensors&)>& forward,
                                   const Tensors& inputs) {
  const torch::NoGradGuard no_grad;
  const auto traced = [&](jit::Stack stack) {
    // what it warns of, activations in place, is recorded as if it were not in place
    jit::tracer::getTracingState()->warn = false;
    Tensors arguments;
    for (const auto& value : stack) arguments.push_back(value.toTensor());
    jit::Stack results;
    for (auto& tensor : forward(arguments)) results.emplace_back(std::move(tensor));
    return results;
  };
  const auto no_name = [](const at::Tensor&) { return std::string(); };
  constexpr bool kStrict = true;
  constexpr bool kOutOfPlace = true;
  return jit::tracer::trace({inputs.begin(), inputs.end()}, traced, no_name, kStrict, kOutOfPlace)
      .first->graph;
}

std::shared_ptr<const engine::Tensor> copied(const at::Tensor& tensor) {
  const bool is_whole = tensor.scalar_type() == at::kLong;
  const auto dense = tensor.to(is_whole ? at::kLong : at::kFloat).cpu().contiguous();
  auto copy = engine::make_tensor(is_whole ? DType::kI64 : DType::kF32, dense.sizes().vec());
  std::memcpy(copy.bytes.data(), dense.data_ptr(), copy.bytes.size());
  return std::make_shared<const engine::Tensor>(std::move(copy));
}

}  // namespace

/// Walks the two recorded graphs side by side.
class Tracer::Reader {
 public:
  explicit Reader(Tracer& tracer) : tracer_(tracer) {}

  TracedGraph read(const jit::Graph& first, const jit::Graph& second) {
    graph_.inputs = computed(first.inputs(), second.inputs());
    auto other = second.nodes().begin();
    for (const jit::Node* const node : first.nodes()) {
      if (other == second.nodes().end() || (*other)->kind() != node->kind()) refuse();
      read(*node, **other);
      ++other;
    }
    if (other != second.nodes().end()) refuse();
    for (const jit::Value* const value : first.outputs()) {
      graph_.outputs.push_back(ids_.at(value));
    }
    return std::move(graph_);
  }

 private:
  using Kind = TracedValue::Kind;
  using Values = at::ArrayRef<const jit::Value*>;

  [[noreturn]] static void refuse() {
    fail<ModelError>("export: the network takes other steps for another size of picture");
  }

  void read(const jit::Node& node, const jit::Node& other) {
    const std::string kind = node.kind().toQualString();
    if (node.outputs().size() != other.outputs().size()) refuse();
    if (kind == "prim::Constant") {
      put(node.output(), constant(node.output(), other.output()));
    } else if (kind == "prim::ListConstruct") {
      put(node.output(), list(node.inputs()));
    } else {
      TracedNode traced{.op = kind};
      for (const jit::Value* const input : node.inputs()) traced.inputs.push_back(ids_.at(input));
      traced.outputs = computed(node.outputs(), other.outputs());
      graph_.nodes.push_back(std::move(traced));
    }
  }

  std::size_t put(const jit::Value* value, TracedValue traced) {
    graph_.values.push_back(std::move(traced));
    return ids_[value] = graph_.values.size() - 1;
  }

  std::vector<std::size_t> computed(Values first, Values second) {
    std::vector<std::size_t> ids;
    for (std::size_t i = 0; i < first.size(); ++i) {
      TracedValue value{.kind = Kind::kComputed};
      const auto type = first[i]->type()->cast<at::TensorType>();
      const auto other = second[i]->type()->cast<at::TensorType>();
      if (type != nullptr && other != nullptr) {
        const auto a = type->sizes().concrete_sizes(), b = other->sizes().concrete_sizes();
        if (!a || !b || a->size() != b->size()) refuse();
        for (std::size_t axis = 0; axis < a->size(); ++axis) {
          value.shape.push_back({(*a)[axis], (*b)[axis]});
        }
      }
      ids.push_back(put(first[i], std::move(value)));
    }
    return ids;
  }

  TracedValue list(at::ArrayRef<const jit::Value*> items) {
    TracedValue list{.kind = Kind::kIntegers};
    for (const jit::Value* const item : items) {
      const auto id = ids_.at(item);
      const auto& value = graph_.values[id];
      if (value.kind == Kind::kIntegers) {
        list.integers.insert(list.integers.end(), value.integers.begin(), value.integers.end());
      } else {
        list.kind = Kind::kList;
        list.items.push_back(id);
      }
    }
    return list;
  }

  TracedValue constant(const jit::Value* value, const jit::Value* other) {
    const auto first = jit::toIValue(value), second = jit::toIValue(other);
    if (!first || !second || first->tagKind() != second->tagKind()) refuse();
    if (first->isTensor()) {
      const auto& tensor = first->toTensor();
      const auto weights = tracer_.weights_of(tensor);
      TracedValue traced{.kind = Kind::kWeights, .name = weights.name, .weights = weights.tensor};
      for (const auto size : tensor.sizes()) traced.shape.push_back({size, size});
      return traced;
    }
    const auto whole = [](const at::IValue& number) {
      return number.isBool() ? static_cast<std::int64_t>(number.toBool()) : number.toInt();
    };
    if (first->isBool() || first->isInt()) {
      return {.kind = Kind::kIntegers, .integers = {{whole(*first), whole(*second)}}};
    }
    if (first->isDouble()) {
      if (first->toDouble() != second->toDouble()) refuse();
      return {.kind = Kind::kNumber, .number = first->toDouble()};
    }
    return {};
  }

  Tracer& tracer_;
  TracedGraph graph_{};
  std::unordered_map<const jit::Value*, std::size_t> ids_{};
};

Tracer::Tracer(Network& network) : network_(network) {
  // the recorder takes what needs a gradient for an input that it was not told of
  for (auto& parameter : network_.parameters()) {
    if (!parameter.requires_grad()) continue;
    with_gradient_.push_back(parameter);
    parameter.set_requires_grad(false);
  }
  for (const auto& slot : slots_of(network_)) {
    weights_[slot.tensor.data_ptr()] = {.name = slot.name};
  }
}

Tracer::~Tracer() {
  for (auto& parameter : with_gradient_) parameter.set_requires_grad(true);
}

Tracer::Weights Tracer::weights_of(const at::Tensor& tensor) {
  const auto found = weights_.find(tensor.data_ptr());
  // made during a run: the next run may have something else at that place
  if (found == weights_.end()) {
    return {.name = "constant_" + std::to_string(others_++), .tensor = copied(tensor)};
  }
  auto& weights = found->second;
  if (weights.tensor == nullptr) weights.tensor = copied(tensor);
  return weights;
}

TracedGraph Tracer::trace(const std::function<Tensors(const Tensors&)>& forward,
                          const Tensors& first, const Tensors& second) {
  const auto a = record(forward, first), b = record(forward, second);
  return Reader(*this).read(*a, *b);
}

}  // namespace handsight::exporting
