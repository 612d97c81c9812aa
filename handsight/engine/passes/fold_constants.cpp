// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/evaluate.h"
#include "handsight/engine/passes/passes.h"

namespace handsight::engine {
namespace {

Facts facts_of(const std::shared_ptr<const Tensor>& tensor) {
  return {.dtype = tensor->dtype, .shape = tensor->shape, .constant = tensor};
}

/// The result of the node when all that it reads is constant.
std::optional<Tensor> folded(const Graph& graph, const Node& node, Evaluator& evaluator) {
  std::vector<Facts> facts;
  facts.reserve(node.inputs.size());  // the operands point into it
  std::vector<const Facts*> inputs;
  for (const auto& name : node.inputs) {
    const auto found = graph.constants.find(name);
    if (!name.empty() && found == graph.constants.end()) return std::nullopt;
    if (name.empty()) {
      inputs.push_back(nullptr);
    } else {
      facts.push_back(facts_of(found->second));
      inputs.push_back(&facts.back());
    }
  }
  return evaluator.evaluate({node, graph.opset, inputs});
}

}  // namespace

void fold_constants(Graph& graph) {
  Evaluator evaluator(graph);
  std::vector<Node> kept;
  for (auto& node : graph.nodes) {
    if (auto tensor = folded(graph, node, evaluator)) {
      graph.constants[node.outputs.front()] = std::make_shared<Tensor>(std::move(*tensor));
    } else {
      kept.push_back(std::move(node));
    }
  }
  graph.nodes = std::move(kept);
}

}  // namespace handsight::engine
