// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/graph.h"

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

using Names = std::unordered_set<std::string>;

/// Inputs and constants.
Names given_values(const Graph& graph) {
  Names given;
  for (const auto& input : graph.inputs) {
    if (input.name.empty()) fail<ModelError>("onnx: an input has no name; expected one");
    if (!given.insert(input.name).second) {
      fail<ModelError>("onnx: found two inputs '", input.name, "'; expected different names");
    }
  }
  for (const auto& [name, tensor] : graph.constants) {
    if (name.empty()) fail<ModelError>("onnx: a constant has no name; expected one");
    given.insert(name);
  }
  return given;
}

/// Node that makes each value. Throws when a value has two makers.
std::unordered_map<std::string, std::size_t> makers_of(const Graph& graph, const Names& given) {
  std::unordered_map<std::string, std::size_t> makers;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const Node& node = graph.nodes[i];
    if (node.outputs.empty() || node.outputs.front().empty()) {
      fail<ModelError>("onnx: ", text_of(node), ": found no first output; expected its name");
    }
    for (const auto& output : node.outputs) {
      if (output.empty()) continue;
      if (given.contains(output) || !makers.emplace(output, i).second) {
        fail<ModelError>("onnx: ", text_of(node), " writes '", output,
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
  const Names given = given_values(graph);
  const auto makers = makers_of(graph, given);
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
      if (!input.empty() && !given.contains(input)) {
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
    if (!makers.contains(output.name) && !given.contains(output.name)) {
      fail<ModelError>("onnx: no node makes the output '", output.name, "'");
    }
  }
  graph.nodes = std::move(sorted);
}

}  // namespace handsight::engine
