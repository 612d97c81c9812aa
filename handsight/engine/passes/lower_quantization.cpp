// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <unordered_map>

#include "handsight/engine/passes/passes.h"

namespace handsight::engine {
namespace {

/// Type and scales of a QuantizeLinear or DequantizeLinear; nothing where it is not symmetric or
/// not constant.
struct Code {
  DType dtype = DType::kU8;
  std::vector<float> scales{};
};

std::optional<Code> code_of(const Graph& graph, const Node& node) {
  const Tensor* const scale = constant_of(graph, input_name(node, 1));
  const Tensor* const zero = constant_of(graph, input_name(node, 2));
  if (scale == nullptr || scale->dtype != DType::kF32) return std::nullopt;
  Code code{.scales = to_floats(*scale)};
  const auto is_good = [](float s) { return s > 0.0F && s < 1e30F; };
  if (code.scales.empty() || !std::all_of(code.scales.begin(), code.scales.end(), is_good)) {
    return std::nullopt;
  }
  if (input_name(node, 2).empty()) return code;
  if (zero == nullptr || zero->dtype == DType::kF32) return std::nullopt;
  const auto zeros = to_int64s(*zero);
  if (std::any_of(zeros.begin(), zeros.end(), [](auto z) { return z != 0; })) return std::nullopt;
  code.dtype = zero->dtype;
  return code;
}

bool is_activation_code(const std::optional<Code>& code) {
  return code && code->scales.size() == 1 &&
         (code->dtype == DType::kU8 || code->dtype == DType::kI8);
}

/// Operators that write codes themselves, converting from whatever they compute.
bool writes_codes(const Node& node) {
  constexpr std::string_view kOps[] = {"Conv", "ConvTranspose", "Add", "Mul", "BatchNormalization"};
  return std::find(std::begin(kOps), std::end(kOps), node.op) != std::end(kOps);
}
/// Operators that only choose among or mix their input's values, so that codes may stay codes.
bool keeps_codes(const Node& node) {
  constexpr std::string_view kOps[] = {"MaxPool", "Resize", "Concat"};
  return std::find(std::begin(kOps), std::end(kOps), node.op) != std::end(kOps) &&
         node.outputs.size() == 1;
}

class Lowering {
 public:
  explicit Lowering(Graph& graph) : graph_(graph) { index(); }

  void run() {
    for (auto& node : graph_.nodes) {
      if (node.op == "DequantizeLinear") lower_constant(node);
    }
    for (auto& node : graph_.nodes) {
      if (node.op == "QuantizeLinear") lower_pair(node);
    }
    for (const auto& node : graph_.nodes) {
      if (node.op == "QuantizeLinear" || node.op == "DequantizeLinear") {
        fail_on(node);
      }
    }
  }

 private:
  void index() {
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
      for (const auto& name : graph_.nodes[i].outputs) {
        if (!name.empty()) makers_[name] = i;
      }
    }
    uses_ = count_uses(graph_);
  }

  [[noreturn]] static void fail_on(const Node& node) {
    Operands(node, 0, {})
        .refuse(
            "expected pairs of QuantizeLinear and DequantizeLinear with "
            "constant scales, 8 bits and no zero point");
  }

  static void become_identity(Node& node) {
    node.op = "Identity";
    node.inputs.resize(1);
    node.attributes.clear();
  }

  /// Weights and biases: 8-bit weights of convolutions stay codes, all else becomes floats.
  void lower_constant(Node& node) {
    const Tensor* const codes = constant_of(graph_, input_name(node, 0));
    if (codes == nullptr) return;
    const auto code = code_of(graph_, node);
    if (!code) fail_on(node);
    const auto rank = static_cast<std::int64_t>(codes->shape.size());
    const std::int64_t given = attribute(node, "axis", std::int64_t{1});
    const std::int64_t axis = given < 0 ? given + rank : given;
    const auto channels = static_cast<std::int64_t>(code->scales.size());
    if (channels != 1 &&
        (axis < 0 || axis >= rank || codes->shape[static_cast<std::size_t>(axis)] != channels)) {
      fail_on(node);
    }
    if (codes->dtype == DType::kI8 && only_weights(node.outputs[0], codes->shape, channels, axis)) {
      give_weights(node.outputs[0], input_name(node, 0), code->scales);
    } else {
      graph_.constants[node.outputs[0] + "/values"] =
          std::make_shared<Tensor>(dequantized(*codes, code->scales, axis));
      node.inputs[0] = node.outputs[0] + "/values";
    }
    become_identity(node);
  }

  static Tensor dequantized(const Tensor& codes, const std::vector<float>& scales,
                            std::int64_t axis) {
    std::size_t stride = 1;
    for (std::size_t i = codes.shape.size(); i-- > 0 && static_cast<std::int64_t>(i) > axis;) {
      stride *= static_cast<std::size_t>(codes.shape[i]);
    }
    auto values = to_floats(codes);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] *= scales[i / stride % scales.size()];
    return float_tensor(codes.shape, values);
  }

  /// Whether all that read `name` are convolutions that multiply codes, with a scale for each of
  /// their output channels or one for all.
  bool only_weights(const std::string& name, const Shape& shape, std::int64_t scales,
                    std::int64_t axis) const {
    for (const auto& output : graph_.outputs) {
      if (output.name == name) return false;
    }
    const auto takes_codes = [&](const Node& node) {
      return (node.op == "Conv" && shape.size() == 4 && (scales == 1 || axis == 0)) ||
             (blocks_of(node, shape) && (scales == 1 || axis == 1));
    };
    return std::all_of(graph_.nodes.begin(), graph_.nodes.end(), [&](const Node& node) {
      for (std::size_t i = 0; i < node.inputs.size(); ++i) {
        if (node.inputs[i] == name && (i != 1 || !takes_codes(node))) return false;
      }
      return true;
    });
  }

  void give_weights(const std::string& name, const std::string& codes,
                    const std::vector<float>& scales) {
    for (auto& node : graph_.nodes) {
      if (node.inputs.size() < 2 || node.inputs[1] != name) continue;
      node.inputs[1] = codes;
      node.weight_scales = scales;
    }
  }

  /// x -> Q -> DQ becomes x in codes: by whoever makes x where it can, else by a copy.
  void lower_pair(Node& quantize) {
    const auto code = code_of(graph_, quantize);
    if (!is_activation_code(code)) fail_on(quantize);
    for (auto& reader : graph_.nodes) {
      if (input_name(reader, 0) != quantize.outputs[0]) continue;
      const auto read = code_of(graph_, reader);
      if (reader.op != "DequantizeLinear" || !is_activation_code(read) ||
          read->dtype != code->dtype || read->scales != code->scales) {
        fail_on(quantize);
      }
      become_identity(reader);
    }
    const Quantization wanted{.dtype = code->dtype, .scale = code->scales[0]};
    const std::string source = quantize.inputs[0];
    const auto maker = makers_.find(source);
    Node* const node = maker == makers_.end() ? nullptr : &graph_.nodes[maker->second];
    become_identity(quantize);
    if (node != nullptr && uses_.at(source) == 1 && can_write(*node, wanted)) {
      node->quantization = wanted;
    } else {
      quantize.op = "Quantize";
      quantize.quantization = wanted;
    }
  }

  bool can_write(const Node& node, const Quantization& wanted) const {
    if (node.quantization.dtype != DType::kF32) return false;
    if (writes_codes(node)) return true;
    if (is_activation(node)) return true;
    return keeps_codes(node) &&
           std::all_of(node.inputs.begin(), node.inputs.end(), [&](const auto& n) {
             return n.empty() || constant_of(graph_, n) != nullptr || has_code(n, wanted);
           });
  }

  static bool is_activation(const Node& node) {
    return std::find(kActivationNames.begin(), kActivationNames.end(), node.op) !=
           kActivationNames.end();
  }

  bool has_code(const std::string& name, const Quantization& wanted) const {
    const std::string* at = &name;
    for (auto maker = makers_.find(*at); maker != makers_.end(); maker = makers_.find(*at)) {
      const Node& node = graph_.nodes[maker->second];
      if (node.op != "Identity") {
        return node.quantization.dtype == wanted.dtype && node.quantization.scale == wanted.scale;
      }
      at = &input_name(node, 0);
    }
    return false;
  }

  Graph& graph_;
  std::unordered_map<std::string, std::size_t> makers_;
  std::unordered_map<std::string, int> uses_;
};

}  // namespace

void lower_quantization(Graph& graph) {
  Lowering(graph).run();
  remove_identities(graph);
  remove_dead_nodes(graph);
}

}  // namespace handsight::engine
