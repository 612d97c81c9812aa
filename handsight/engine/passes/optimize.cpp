// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <unordered_set>

#include "handsight/engine/passes/passes.h"

namespace handsight::engine {
namespace {

bool is_output(const Graph& graph, const std::string& name) {
  return std::any_of(graph.outputs.begin(), graph.outputs.end(),
                     [&](const ValueInfo& output) { return output.name == name; });
}

}  // namespace

void replace_reads(Graph& graph, const std::string& from, const std::string& to) {
  for (auto& node : graph.nodes) {
    std::replace(node.inputs.begin(), node.inputs.end(), from, to);
  }
}

void remove_identities(Graph& graph) {
  for (const auto& node : std::vector<Node>(graph.nodes)) {
    if (node.op != "Identity" && node.op != "Dropout") continue;
    if (is_output(graph, node.outputs.front())) continue;
    // The node itself may have been rewired by an earlier one.
    const auto current = std::find_if(graph.nodes.begin(), graph.nodes.end(),
                                      [&](const Node& n) { return n.outputs == node.outputs; });
    replace_reads(graph, node.outputs.front(), std::string(input_name(*current, 0)));
  }
}

void remove_dead_nodes(Graph& graph) {
  std::unordered_set<std::string> needed;
  for (const auto& output : graph.outputs) needed.insert(output.name);
  std::vector<Node> kept;
  for (auto node = graph.nodes.rbegin(); node != graph.nodes.rend(); ++node) {
    const bool is_needed = std::any_of(node->outputs.begin(), node->outputs.end(),
                                       [&](const auto& name) { return needed.contains(name); });
    if (!is_needed) continue;
    needed.insert(node->inputs.begin(), node->inputs.end());
    kept.push_back(std::move(*node));
  }
  std::reverse(kept.begin(), kept.end());
  graph.nodes = std::move(kept);
  std::erase_if(graph.constants, [&](const auto& entry) { return !needed.contains(entry.first); });
}

void optimize(Graph& graph) {
  fold_constants(graph);
  remove_identities(graph);
  remove_dead_nodes(graph);
  lower_quantization(graph);
  fold_batch_norms(graph);
  name_activations(graph);
  fuse_post_ops(graph);
  remove_dead_nodes(graph);
}

}  // namespace handsight::engine
