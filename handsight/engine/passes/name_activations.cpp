// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <unordered_map>

#include "handsight/engine/passes/passes.h"

namespace handsight::engine {
namespace {

/// Finds the activations that exporters spell in several nodes.
class Namer {
 public:
  explicit Namer(Graph& graph) : graph_(graph) {
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
      for (const auto& output : graph.nodes[i].outputs) {
        if (!output.empty()) makers_[output] = i;
      }
    }
  }

  void run() {
    for (auto& node : graph_.nodes) {
      if (node.op == "Mul") name_product(node);
      if (node.op == "Div") name_quotient(node);
    }
  }

 private:
  const Node* maker_of(const std::string& name) const {
    const auto found = makers_.find(name);
    return found == makers_.end() ? nullptr : &graph_.nodes[found->second];
  }
  bool is_number(const std::string& name, float value) const {
    const Tensor* const tensor = constant_of(graph_, name);
    return tensor != nullptr && tensor->dtype == DType::kF32 && element_count(tensor->shape) == 1 &&
           std::abs(tensor->as<float>()[0] - value) < 1e-6F;
  }
  static void become(Node& node, std::string op, const std::string& input) {
    node.op = std::move(op);
    node.inputs = {std::string(input)};
    node.attributes.clear();
  }

  /// x * sigmoid(x), x * hardsigmoid(x) with slope 1/6
  void name_product(Node& node) const {
    for (std::size_t side = 0; side < 2 && node.op == "Mul"; ++side) {
      const std::string x = input_name(node, 1 - side);
      const Node* const gate = maker_of(input_name(node, side));
      if (gate == nullptr || input_name(*gate, 0) != x) continue;
      if (gate->op == "Sigmoid") become(node, "Swish", x);
      if (gate->op == "HardSigmoid" &&
          std::abs(attribute(*gate, "alpha", 0.2F) - 1.0F / 6.0F) < 1e-5F &&
          std::abs(attribute(*gate, "beta", 0.5F) - 0.5F) < 1e-5F) {
        become(node, "HardSwish", x);
      }
    }
  }

  /// x * clip(x + 3, 0, 6) / 6, as torch writes it before opset 14
  void name_quotient(Node& node) const {
    const Node* const product = maker_of(input_name(node, 0));
    if (product == nullptr || product->op != "Mul" || !is_number(input_name(node, 1), 6.0F)) return;
    for (std::size_t side = 0; side < 2; ++side) {
      const std::string x = input_name(*product, 1 - side);
      const Node* const clip = maker_of(input_name(*product, side));
      if (clip == nullptr || clip->op != "Clip" || !is_number(input_name(*clip, 1), 0.0F) ||
          !is_number(input_name(*clip, 2), 6.0F)) {
        continue;
      }
      const Node* const sum = maker_of(input_name(*clip, 0));
      if (sum == nullptr || sum->op != "Add" || input_name(*sum, 0) != x ||
          !is_number(input_name(*sum, 1), 3.0F)) {
        continue;
      }
      return become(node, "HardSwish", x);
    }
  }

  Graph& graph_;
  std::unordered_map<std::string, std::size_t> makers_;
};

}  // namespace

void name_activations(Graph& graph) {
  Namer(graph).run();
  remove_dead_nodes(graph);
}

}  // namespace handsight::engine
