// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/equalise.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <unordered_map>
#include <utility>

namespace handsight::engine {
namespace {

/// A graph with who makes and who reads each value.
class Wiring {
 public:
  explicit Wiring(Graph& graph) : graph_(graph), uses_(count_uses(graph)) {
    for (auto& node : graph.nodes) {
      for (const auto& name : node.outputs) makers_[name] = &node;
      for (const auto& name : node.inputs) readers_[name].push_back(&node);
    }
  }

  /// Convolutions with constant weights, all that read `name`; empty when something else does.
  [[nodiscard]] std::vector<Node*> convolutions_reading(const std::string& name) const {
    const auto found = readers_.find(name);
    if (found == readers_.end()) return {};
    const auto uses = uses_.find(name);
    const bool all = static_cast<int>(found->second.size()) == uses->second &&
                     std::all_of(found->second.begin(), found->second.end(), [&](Node* node) {
                       return node->op == "Conv" && node->inputs[0] == name && is_constant(*node) &&
                              attribute(*node, "group", std::int64_t{1}) == 1;
                     });
    return all ? found->second : std::vector<Node*>();
  }

  /// The convolution that makes `name`, with or without ReLU, for one reader alone; null when none
  /// does.
  [[nodiscard]] Node* convolution_behind(const std::string& name) const {
    Node* node = only_maker(name);
    if (node != nullptr && node->op == "Relu") node = only_maker(node->inputs[0]);
    const bool fits = node != nullptr && (node->op == "Conv" || node->op == "ConvTranspose");
    return fits && is_constant(*node) ? node : nullptr;
  }

  void multiply(Node& node, std::size_t input, const std::vector<float>& factors) {
    if (input_name(node, input).empty()) return;
    const Tensor& old = *graph_.constants.at(node.inputs[input]);
    auto values = to_floats(old);
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] *= factors[i * factors.size() / values.size()];
    }
    const std::string name = node.outputs[0] + "/equalised" + std::to_string(input);
    graph_.constants[name] = std::make_shared<Tensor>(float_tensor(old.shape, values));
    node.inputs[input] = name;
  }

  [[nodiscard]] const Shape& shape_of_weights(const Node& node) const {
    return graph_.constants.at(node.inputs[1])->shape;
  }

 private:
  [[nodiscard]] bool is_constant(const Node& node) const {
    const auto& bias = input_name(node, 2);
    return constant_of(graph_, input_name(node, 1)) != nullptr &&
           (bias.empty() || constant_of(graph_, bias) != nullptr);
  }
  [[nodiscard]] Node* only_maker(const std::string& name) const {
    const auto uses = uses_.find(name);
    const auto maker = makers_.find(name);
    return uses != uses_.end() && uses->second == 1 && maker != makers_.end() ? maker->second
                                                                              : nullptr;
  }

  Graph& graph_;
  std::unordered_map<std::string, int> uses_;
  std::unordered_map<std::string, Node*> makers_{};
  std::unordered_map<std::string, std::vector<Node*>> readers_{};
};

bool joins_channels(const Node& node) {
  return node.op == "Concat" && attribute(node, "axis", std::int64_t{0}) == 1;
}

/// The widest range among the branches of a Concat that cannot be scaled, or else of the first.
float common_range(const Node& concat, const std::map<std::string, Branch>& branches,
                   const Wiring& wiring) {
  float widest = 0.0F;
  for (const auto& name : concat.inputs) {
    if (wiring.convolution_behind(name) == nullptr) {
      widest = std::max(widest, branches.at(name).range);
    }
  }
  return widest > 0.0F ? widest : branches.at(concat.inputs.front()).range;
}

void equalise(const Node& concat, const std::map<std::string, Branch>& branches, Wiring& wiring) {
  const float common = common_range(concat, branches, wiring);
  std::vector<float> undo;  // for each channel of the Concat
  for (const auto& name : concat.inputs) {
    const Branch& branch = branches.at(name);
    Node* const maker = wiring.convolution_behind(name);
    const bool is_scaled = maker != nullptr && common > 0.0F && branch.range > 0.0F;
    const float factor = is_scaled ? common / branch.range : 1.0F;
    if (is_scaled) {
      wiring.multiply(*maker, 1, {factor});
      wiring.multiply(*maker, 2, {factor});
    }
    undo.insert(undo.end(), static_cast<std::size_t>(branch.channels), 1.0F / factor);
  }
  for (Node* const reader : wiring.convolutions_reading(concat.outputs[0])) {
    const auto outputs = static_cast<std::size_t>(wiring.shape_of_weights(*reader)[0]);
    std::vector<float> factors;
    for (std::size_t o = 0; o < outputs; ++o) {
      factors.insert(factors.end(), undo.begin(), undo.end());
    }
    wiring.multiply(*reader, 1, factors);
  }
}

}  // namespace

std::vector<std::string> joined_values(const Graph& graph) {
  Graph copy = graph;
  const Wiring wiring(copy);
  std::vector<std::string> names;
  for (const auto& node : graph.nodes) {
    const bool is_computed =
        std::none_of(node.inputs.begin(), node.inputs.end(),
                     [&](const std::string& name) { return constant_of(graph, name) != nullptr; });
    if (!joins_channels(node) || !is_computed ||
        wiring.convolutions_reading(node.outputs[0]).empty()) {
      continue;
    }
    names.insert(names.end(), node.inputs.begin(), node.inputs.end());
  }
  return names;
}

void equalise_branches(Graph& graph, const std::map<std::string, Branch>& branches) {
  Wiring wiring(graph);
  for (const auto& node : graph.nodes) {
    const bool is_known =
        joins_channels(node) && !wiring.convolutions_reading(node.outputs[0]).empty() &&
        std::all_of(node.inputs.begin(), node.inputs.end(),
                    [&](const std::string& name) { return branches.contains(name); });
    if (is_known) equalise(node, branches, wiring);
  }
}

}  // namespace handsight::engine
