// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>
#include <unordered_map>

#include "handsight/engine/passes/passes.h"

namespace handsight::engine {
namespace {

std::optional<float> limit_of(const Operands& operands, std::size_t index, std::string_view name,
                              float absent) {
  if (!operands.has(index)) return attribute(operands.node(), name, absent);
  const auto& constant = operands.input(index).constant;
  if (!constant || element_count(constant->shape) != 1) return std::nullopt;
  return to_floats(*constant).front();
}

bool takes_activation(const Node& node) {
  constexpr std::string_view kOps[] = {"Conv", "ConvTranspose",     "Gemm", "MatMul", "Add",
                                       "Mul",  "BatchNormalization"};
  return std::find(std::begin(kOps), std::end(kOps), node.op) != std::end(kOps);
}

bool adds(const Node& node) {
  return std::any_of(node.post_ops.begin(), node.post_ops.end(),
                     [](const PostOp& op) { return op.kind == PostOp::Kind::kAdd; });
}

/// The graph while nodes move into the ones before them.
class Fusion {
 public:
  explicit Fusion(Graph& graph) : graph_(graph), uses_(count_uses(graph)) {}

  void run() {
    for (auto& node : graph_.nodes) {
      if (fuse_activation(node) || fuse_addition(node)) continue;
      for (const auto& output : node.outputs) {
        if (!output.empty()) makers_[output] = kept_.size();
      }
      kept_.push_back(std::move(node));
    }
    graph_.nodes = std::move(kept_);
  }

 private:
  /// The node that makes `name`, if only one reader asks for it.
  Node* sole_maker(const std::string& name) {
    const auto maker = makers_.find(name);
    if (maker == makers_.end() || uses_.at(name) != 1) return nullptr;
    return &kept_[maker->second];
  }

  bool fuse_activation(const Node& node) {
    std::vector<const Facts*> inputs;
    std::vector<Facts> facts(node.inputs.size());
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
      const auto found = graph_.constants.find(node.inputs[i]);
      if (found != graph_.constants.end()) facts[i].constant = found->second;
      inputs.push_back(node.inputs[i].empty() ? nullptr : &facts[i]);
    }
    const auto op = activation_of({node, graph_.opset, inputs});
    Node* const maker = op ? sole_maker(input_name(node, 0)) : nullptr;
    if (maker == nullptr || !takes_activation(*maker)) return false;
    if (maker->quantization.dtype != DType::kF32) return false;
    maker->post_ops.push_back(*op);
    take_over(*maker, node);
    return true;
  }

  /// conv + x -> conv with x as its last input, if x exists by then.
  bool fuse_addition(const Node& node) {
    if (node.op != "Add" || node.inputs.size() != 2 || node.inputs[0] == node.inputs[1]) {
      return false;
    }
    for (const std::size_t side : {std::size_t{1}, std::size_t{0}}) {
      const std::string& addend = node.inputs[1 - side];
      Node* const conv = sole_maker(node.inputs[side]);
      if (conv == nullptr || conv->op != "Conv" || adds(*conv) || is_one_pixel(*conv) ||
          !exists_before(addend, *conv) || conv->quantization.dtype != DType::kF32 ||
          !equal_sizes(addend)) {
        continue;
      }
      conv->inputs.resize(3);  // an absent bias keeps its place
      conv->inputs.push_back(addend);
      conv->post_ops.push_back({.kind = PostOp::Kind::kAdd});
      take_over(*conv, node);
      return true;
    }
    return false;
  }

  void take_over(Node& maker, const Node& node) {
    makers_[node.outputs[0]] = makers_.at(maker.outputs[0]);
    maker.outputs[0] = node.outputs[0];
    maker.quantization = node.quantization;
  }

  bool exists_before(const std::string& name, const Node& node) const {
    const auto maker = makers_.find(name);
    return maker == makers_.end() || &kept_[maker->second] < &node;
  }

  /// Sizes are not known here, so an addend that may have to be repeated is left alone: constants,
  /// and what comes out of a pooling to one pixel.
  bool equal_sizes(const std::string& addend) const {
    const auto maker = makers_.find(addend);
    if (maker == makers_.end()) return false;
    constexpr std::string_view kSame[] = {
        "Conv", "BatchNormalization", "Relu", "Add", "MaxPool", "Concat", "Swish", "Resize"};
    const Node& node = kept_[maker->second];
    return std::find(std::begin(kSame), std::end(kSame), node.op) != std::end(kSame) &&
           !is_one_pixel(node);
  }

  bool is_one_pixel(const Node& node) const {
    for (const Node* at = &node; at != nullptr;) {
      if (at->op.starts_with("Global") || at->op == "ReduceMean") return true;
      const auto maker = makers_.find(input_name(*at, 0));
      if (maker == makers_.end() || (at->op != "Conv" && at->op != "Relu")) return false;
      at = &kept_[maker->second];
    }
    return false;
  }

  Graph& graph_;
  std::unordered_map<std::string, int> uses_;
  std::unordered_map<std::string, std::size_t> makers_;
  std::vector<Node> kept_;
};

}  // namespace

std::optional<PostOp> activation_of(const Operands& operands) {
  using Kind = PostOp::Kind;
  const Node& node = operands.node();
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  if (node.op == "Relu") return PostOp{Kind::kClip, 0.0F, kInfinity};
  if (node.op == "LeakyRelu") return PostOp{Kind::kLeakyRelu, attribute(node, "alpha", 0.01F)};
  if (node.op == "Sigmoid") return PostOp{Kind::kSigmoid};
  if (node.op == "Tanh") return PostOp{Kind::kTanh};
  if (node.op == "Swish") return PostOp{Kind::kSwish};
  if (node.op == "HardSwish") return PostOp{Kind::kHardSwish};
  if (node.op == "HardSigmoid") {
    return PostOp{Kind::kHardSigmoid, attribute(node, "alpha", 0.2F),
                  attribute(node, "beta", 0.5F)};
  }
  if (node.op != "Clip") return std::nullopt;
  const auto low = limit_of(operands, 1, "min", -kInfinity);
  const auto high = limit_of(operands, 2, "max", kInfinity);
  if (!low || !high) return std::nullopt;
  return PostOp{Kind::kClip, *low, *high};
}

void fuse_post_ops(Graph& graph) { Fusion(graph).run(); }

}  // namespace handsight::engine
