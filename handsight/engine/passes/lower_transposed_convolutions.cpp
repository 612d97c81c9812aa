// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <functional>
#include <map>
#include <set>

#include "handsight/engine/kernels/copy.h"
#include "handsight/engine/passes/passes.h"

namespace handsight::engine {
namespace {

using Ints = std::vector<std::int64_t>;

/// Larger blocks are left to oneDNN's transposed convolution: biases would be repeated too often.
constexpr std::int64_t kMaxBlock = 16;

/// `values`, `count` times in a row.
std::vector<float> repeated(const std::vector<float>& values, std::int64_t count) {
  std::vector<float> all;
  for (std::int64_t i = 0; i < count; ++i) all.insert(all.end(), values.begin(), values.end());
  return all;
}

/// The graph while transposed convolutions become two nodes each.
class Lowering {
 public:
  explicit Lowering(Graph& graph) : graph_(graph) {
    for (const auto& input : graph.inputs) names_.insert(input.name);
    for (const auto& [name, tensor] : graph.constants) names_.insert(name);
    for (const auto& node : graph.nodes) names_.insert(node.outputs.begin(), node.outputs.end());
  }

  void run() {
    std::vector<Node> nodes;
    for (auto& node : graph_.nodes) {
      if (can_lower(node)) {
        const std::int64_t block = weights_of(node).shape[2];
        nodes.push_back(product(node));
        nodes.push_back({.name = node.name,
                         .op = "DepthToSpace",
                         .inputs = nodes.back().outputs,
                         .outputs = node.outputs,
                         .attributes = {{"blocksize", block}},
                         .quantization = node.quantization});
      } else {
        nodes.push_back(std::move(node));
      }
    }
    graph_.nodes = std::move(nodes);
  }

 private:
  [[nodiscard]] const Tensor& weights_of(const Node& node) const {
    return *graph_.constants.at(node.inputs[1]);
  }

  [[nodiscard]] bool can_lower(const Node& node) const {
    const Tensor* const weights = constant_of(graph_, input_name(node, 1));
    if (weights == nullptr || !makes_blocks(node, weights->shape)) return false;
    const std::string& bias_name = input_name(node, 2);
    const Tensor* const bias = constant_of(graph_, bias_name);
    const bool has_fitting_bias =
        bias_name.empty() || (bias != nullptr && element_count(bias->shape) == weights->shape[1]);
    const bool has_codes = weights->dtype == DType::kI8 && !node.weight_scales.empty();
    return has_fitting_bias && (weights->dtype == DType::kF32 || has_codes);
  }

  /// The 1x1 convolution whose channels are the rows, columns and channels of a block.
  Node product(const Node& node) {
    const Tensor& weights = weights_of(node);
    const std::string source = node.inputs[1], bias = input_name(node, 2);
    const std::int64_t pixels = weights.shape[2] * weights.shape[3];
    Node conv = node;
    conv.op = "Conv";
    conv.attributes.clear();
    conv.inputs[1] = added(source + "/blocks", [&] {
      Tensor rows = with_axes(weights, {2, 3, 1, 0});
      rows.shape = {pixels * weights.shape[1], weights.shape[0], 1, 1};
      return rows;
    });
    if (!bias.empty()) {
      conv.inputs[2] = added(source + "/blocks/" + bias, [&] {
        const auto values = repeated(to_floats(*constant_of(graph_, bias)), pixels);
        return float_tensor({static_cast<std::int64_t>(values.size())}, values);
      });
    }
    if (node.weight_scales.size() > 1) conv.weight_scales = repeated(node.weight_scales, pixels);
    conv.outputs = {unused(node.outputs[0] + "/blocks")};
    return conv;
  }

  /// The constant that `make` makes, once however many nodes ask for it.
  std::string added(const std::string& name, const std::function<Tensor()>& make) {
    auto& given = added_[name];
    if (given.empty()) {
      given = unused(name);
      graph_.constants[given] = std::make_shared<Tensor>(make());
    }
    return given;
  }

  /// A file may use any name already.
  std::string unused(std::string name) {
    while (!names_.insert(name).second) name += '\'';
    return name;
  }

  Graph& graph_;
  std::set<std::string> names_;
  std::map<std::string, std::string> added_;  // constants by the names that they should have
};

}  // namespace

bool makes_blocks(const Node& node, const Shape& weights) {
  if (node.op != "ConvTranspose" || weights.size() != 4 || element_count(weights) == 0)
    return false;
  const std::string auto_pad = attribute(node, "auto_pad", std::string("NOTSET"));
  const Ints pads = attribute(node, "pads", Ints{0, 0, 0, 0});
  const std::int64_t block = weights[2];
  return weights[3] == block && block <= kMaxBlock &&
         attribute(node, "strides", Ints{1, 1}) == Ints{block, block} &&
         attribute(node, "dilations", Ints{1, 1}) == Ints{1, 1} && pads == Ints{0, 0, 0, 0} &&
         attribute(node, "output_padding", Ints{0, 0}) == Ints{0, 0} &&
         attribute(node, "output_shape", Ints{}).empty() &&
         attribute(node, "group", std::int64_t{1}) == 1 &&
         (auto_pad == "NOTSET" || auto_pad == "VALID" || auto_pad == "SAME_UPPER" ||
          auto_pad == "SAME_LOWER");
}

void lower_transposed_convolutions(Graph& graph) { Lowering(graph).run(); }

}  // namespace handsight::engine
