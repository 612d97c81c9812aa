// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <unordered_map>

#include "handsight/engine/passes/passes.h"

namespace handsight::engine {
namespace {

/// y = scale x + shift for each channel.
struct Affine {
  std::vector<float> scale{};
  std::vector<float> shift{};
};

std::optional<Affine> affine_of(const Graph& graph, const Node& norm) {
  std::vector<float> parts[4];
  for (std::size_t i = 0; i < 4; ++i) {
    const Tensor* const tensor = constant_of(graph, input_name(norm, i + 1));
    if (tensor == nullptr || tensor->dtype != DType::kF32) return std::nullopt;
    parts[i] = to_floats(*tensor);
    if (parts[i].size() != parts[0].size()) return std::nullopt;
  }
  const float epsilon = attribute(norm, "epsilon", 1e-5F);
  Affine affine;
  for (std::size_t c = 0; c < parts[0].size(); ++c) {
    const float scale = parts[0][c] / std::sqrt(parts[3][c] + epsilon);
    affine.scale.push_back(scale);
    affine.shift.push_back(parts[1][c] - parts[2][c] * scale);
  }
  return affine;
}

/// Index of the output channel of each weight: O I H W for Conv, I O/g H W for ConvTranspose.
std::size_t channel_of(const Node& conv, const Shape& shape, std::size_t index) {
  const auto inner = static_cast<std::size_t>(shape[2] * shape[3]);
  const auto second = static_cast<std::size_t>(shape[1]);
  if (conv.op == "Conv") return index / (inner * second);
  const auto groups = static_cast<std::size_t>(attribute(conv, "group", std::int64_t{1}));
  const std::size_t per_group = static_cast<std::size_t>(shape[0]) / groups;
  const std::size_t group = index / (inner * second) / per_group;
  return group * second + index / inner % second;
}

bool fits(const Graph& graph, const Node& conv, const Affine& affine) {
  const Tensor* const weights = constant_of(graph, input_name(conv, 1));
  if (weights == nullptr || weights->dtype != DType::kF32 || weights->shape.size() != 4 ||
      element_count(weights->shape) == 0) {
    return false;
  }
  const std::int64_t groups = attribute(conv, "group", std::int64_t{1});
  if (groups < 1 || weights->shape[0] % groups != 0) return false;
  const std::int64_t channels = conv.op == "Conv" ? weights->shape[0] : weights->shape[1] * groups;
  const std::string& bias_name = input_name(conv, 2);
  const Tensor* const bias = constant_of(graph, bias_name);
  if (!bias_name.empty() &&
      (bias == nullptr || bias->dtype != DType::kF32 || element_count(bias->shape) != channels)) {
    return false;
  }
  return static_cast<std::size_t>(channels) == affine.scale.size();
}

void apply(Graph& graph, Node& conv, const Affine& affine) {
  const Tensor& weights = *constant_of(graph, input_name(conv, 1));
  auto scaled = to_floats(weights);
  for (std::size_t i = 0; i < scaled.size(); ++i) {
    scaled[i] *= affine.scale[channel_of(conv, weights.shape, i)];
  }
  std::vector<float> shift = affine.shift;
  if (const Tensor* const bias = constant_of(graph, input_name(conv, 2))) {
    const auto old = to_floats(*bias);
    for (std::size_t c = 0; c < shift.size(); ++c) shift[c] += old[c] * affine.scale[c];
  }
  // New names: other nodes may share the old constants.
  const std::string weight_name = conv.outputs[0] + "/folded_weights";
  const std::string bias_name = conv.outputs[0] + "/folded_bias";
  graph.constants[weight_name] = std::make_shared<Tensor>(float_tensor(weights.shape, scaled));
  graph.constants[bias_name] =
      std::make_shared<Tensor>(float_tensor({static_cast<std::int64_t>(shift.size())}, shift));
  conv.inputs = {conv.inputs[0], weight_name, bias_name};
}

}  // namespace

void fold_batch_norms(Graph& graph) {
  const auto uses = count_uses(graph);
  std::unordered_map<std::string, std::size_t> makers;
  std::vector<Node> kept;
  for (auto& node : graph.nodes) {
    const auto maker = makers.find(input_name(node, 0));
    if (node.op == "BatchNormalization" && maker != makers.end() && uses.at(node.inputs[0]) == 1 &&
        node.outputs.size() == 1) {
      Node& conv = kept[maker->second];
      const auto affine = affine_of(graph, node);
      // What was rounded to codes before the norm cannot be scaled in the weights.
      if (affine && (conv.op == "Conv" || conv.op == "ConvTranspose") &&
          conv.quantization.dtype == DType::kF32 && fits(graph, conv, *affine)) {
        apply(graph, conv, *affine);
        conv.outputs = node.outputs;
        conv.quantization = node.quantization;
        makers[node.outputs[0]] = maker->second;
        continue;
      }
    }
    if (!node.outputs.empty()) makers[node.outputs[0]] = kept.size();
    kept.push_back(std::move(node));
  }
  graph.nodes = std::move(kept);
}

}  // namespace handsight::engine
