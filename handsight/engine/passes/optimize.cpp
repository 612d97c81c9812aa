// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "handsight/engine/passes/passes.h"

namespace handsight::engine {
namespace {

std::unordered_set<std::string> output_names(const Graph& graph) {
  std::unordered_set<std::string> names;
  for (const auto& output : graph.outputs) names.insert(output.name);
  return names;
}

}  // namespace

void replace_reads(Graph& graph, const std::string& from, const std::string& to) {
  for (auto& node : graph.nodes) {
    std::replace(node.inputs.begin(), node.inputs.end(), from, to);
  }
}

void remove_identities(Graph& graph) {
  const auto outputs = output_names(graph);
  std::unordered_map<std::string, std::string> sources;  // of what an Identity makes
  for (auto& node : graph.nodes) {
    for (auto& input : node.inputs) {
      if (const auto found = sources.find(input); found != sources.end()) input = found->second;
    }
    if (node.op != "Identity" && node.op != "Dropout") continue;
    const std::string& source = input_name(node, 0);
    if (source.empty() || outputs.contains(node.outputs.front())) continue;
    sources[node.outputs.front()] = source;
  }
}

void remove_dead_nodes(Graph& graph) {
  auto needed = output_names(graph);
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
  fold_pads(graph);
  fold_batch_norms(graph);
  name_activations(graph);
  fuse_post_ops(graph);
  lower_transposed_convolutions(graph);
  remove_dead_nodes(graph);
}

}  // namespace handsight::engine
