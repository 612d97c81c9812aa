// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/graph.h"

#include <algorithm>
#include <set>
#include <unordered_set>

#include "handsight/core/error.h"

namespace handsight::engine {
namespace {

template <class Value>
Value typed_attribute(const Node& node, std::string_view name, const Value& absent,
                      std::string_view expected) {
  const auto found = node.attributes.find(name);
  if (found == node.attributes.end()) return absent;
  const auto* const value = std::get_if<Value>(&found->second);
  if (value == nullptr) {
    fail<ModelError>("onnx: ", text_of(node), ": attribute '", name, "' is not ", expected);
  }
  return *value;
}

/// Node that makes each value. Throws when a value has two makers.
std::unordered_map<std::string, std::size_t> makers_of(const Graph& graph) {
  std::unordered_map<std::string, std::size_t> makers;
  std::unordered_set<std::string> given;
  for (const auto& input : graph.inputs) given.insert(input.name);
  for (const auto& [name, tensor] : graph.constants) given.insert(name);
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    for (const auto& output : graph.nodes[i].outputs) {
      if (output.empty()) continue;
      if (given.contains(output) || !makers.emplace(output, i).second) {
        fail<ModelError>("onnx: ", text_of(graph.nodes[i]), " writes '", output,
                         "', which is there already; expected each value to be written once");
      }
    }
  }
  return makers;
}

}  // namespace

std::string text_of(const Node& node) {
  if (!node.name.empty()) return node.op + " '" + node.name + "'";
  return node.op + " -> '" + (node.outputs.empty() ? "" : node.outputs.front()) + "'";
}

std::int64_t attribute(const Node& node, std::string_view name, std::int64_t absent) {
  return typed_attribute(node, name, absent, "a whole number");
}
float attribute(const Node& node, std::string_view name, float absent) {
  return typed_attribute(node, name, absent, "a number");
}
std::string attribute(const Node& node, std::string_view name, const std::string& absent) {
  return typed_attribute(node, name, absent, "a text");
}
std::vector<std::int64_t> attribute(const Node& node, std::string_view name,
                                    const std::vector<std::int64_t>& absent) {
  return typed_attribute(node, name, absent, "a list of whole numbers");
}

const std::string& input_name(const Node& node, std::size_t index) {
  static const std::string kNone;
  return index < node.inputs.size() ? node.inputs[index] : kNone;
}

const Tensor* constant_of(const Graph& graph, const std::string& name) {
  const auto found = graph.constants.find(name);
  return found == graph.constants.end() ? nullptr : found->second.get();
}

std::unordered_map<std::string, int> count_uses(const Graph& graph) {
  std::unordered_map<std::string, int> uses;
  for (const auto& node : graph.nodes) {
    for (const auto& input : node.inputs) ++uses[input];
  }
  for (const auto& output : graph.outputs) ++uses[output.name];
  return uses;
}

void sort_nodes(Graph& graph) {
  const auto makers = makers_of(graph);
  std::vector<int> missing(graph.nodes.size(), 0);
  std::vector<std::vector<std::size_t>> readers(graph.nodes.size());
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    for (const auto& input : graph.nodes[i].inputs) {
      const auto maker = makers.find(input);
      if (maker != makers.end()) {
        ++missing[i];
        readers[maker->second].push_back(i);
        continue;
      }
      const bool is_input = std::any_of(graph.inputs.begin(), graph.inputs.end(),
                                        [&](const ValueInfo& v) { return v.name == input; });
      if (!input.empty() && !is_input && !graph.constants.contains(input)) {
        fail<ModelError>("onnx: ", text_of(graph.nodes[i]), " reads '", input,
                         "', which no node, input or constant gives");
      }
    }
  }
  std::set<std::size_t> ready;
  for (std::size_t i = 0; i < missing.size(); ++i) {
    if (missing[i] == 0) ready.insert(i);
  }
  std::vector<Node> sorted;
  sorted.reserve(graph.nodes.size());
  while (!ready.empty()) {
    const std::size_t next = *ready.begin();
    ready.erase(ready.begin());
    for (const std::size_t reader : readers[next]) {
      if (--missing[reader] == 0) ready.insert(reader);
    }
    sorted.push_back(graph.nodes[next]);
  }
  if (sorted.size() != graph.nodes.size()) {
    for (std::size_t i = 0; i < missing.size(); ++i) {
      if (missing[i] > 0) fail<ModelError>("onnx: ", text_of(graph.nodes[i]), " is in a cycle");
    }
  }
  for (const auto& output : graph.outputs) {
    const bool is_input = std::any_of(graph.inputs.begin(), graph.inputs.end(),
                                      [&](const ValueInfo& v) { return v.name == output.name; });
    if (!makers.contains(output.name) && !is_input && !graph.constants.contains(output.name)) {
      fail<ModelError>("onnx: no node makes the output '", output.name, "'");
    }
  }
  graph.nodes = std::move(sorted);
}

}  // namespace handsight::engine
