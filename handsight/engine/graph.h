// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "handsight/engine/tensor.h"

namespace handsight::engine {

/// Whole number, number, text, lists of them, or a tensor.
using Attribute = std::variant<std::int64_t, float, std::string, std::vector<std::int64_t>,
                               std::vector<float>, Tensor>;

/// What an operator does to its own output before it is written, in order.
struct PostOp {
  enum class Kind {
    kClip,       ///< to [alpha, beta]
    kLeakyRelu,  ///< alpha x where x < 0
    kSigmoid,
    kTanh,
    kSwish,        ///< x sigmoid(x)
    kHardSigmoid,  ///< clip(alpha x + beta, 0, 1)
    kHardSwish,    ///< x clip(x / 6 + 1/2, 0, 1)
    kAdd,          ///< the last input of the node
  };
  Kind kind = Kind::kClip;
  float alpha = 0.0F;
  float beta = 0.0F;
};

/// Affine code of a tensor in 8 bits: value = scale * code, no zero point.
struct Quantization {
  DType dtype = DType::kF32;  ///< kU8, kI8; kF32 where the tensor stays in floating point
  float scale = 1.0F;
};

struct Node {
  std::string name{};
  std::string op{};
  std::vector<std::string> inputs{};  ///< "" where an optional one is left out
  std::vector<std::string> outputs{};
  std::map<std::string, Attribute, std::less<>> attributes{};
  std::vector<PostOp> post_ops{};      ///< made by passes, not in files
  Quantization quantization{};         ///< of the first output; made by passes, not in files
  std::vector<float> weight_scales{};  ///< of 8-bit weights of a (transposed) convolution,
                                       ///< one or one an output channel; made by passes, not in
                                       ///< files
};

/// Input or output of a graph. A size of -1 is free.
struct ValueInfo {
  std::string name{};
  DType dtype = DType::kF32;
  Shape shape{};
  std::vector<std::string> size_names{};  ///< of the free sizes, e.g. "batch"; may be shorter
};

using Constants = std::map<std::string, std::shared_ptr<const Tensor>, std::less<>>;

/// A network as ONNX describes it: values have names and are written once; nodes stand in an order
/// in which each reads only what was written before.
struct Graph {
  std::string name{};
  std::string producer{};
  std::int64_t opset = 0;
  std::vector<ValueInfo> inputs{};
  std::vector<ValueInfo> outputs{};
  std::vector<Node> nodes{};
  Constants constants{};
  Metadata metadata{};
};

/// "Conv 'encoder.0'": how messages name a node.
[[nodiscard]] std::string text_of(const Node& node);

/// An attribute or its default. Throws ModelError, naming the node, when it has another type.
[[nodiscard]] std::int64_t attribute(const Node& node, std::string_view name, std::int64_t absent);
[[nodiscard]] float attribute(const Node& node, std::string_view name, float absent);
[[nodiscard]] std::string attribute(const Node& node, std::string_view name,
                                    const std::string& absent);
[[nodiscard]] std::vector<std::int64_t> attribute(const Node& node, std::string_view name,
                                                  const std::vector<std::int64_t>& absent);

/// Name of the i-th input, "" when it is left out.
[[nodiscard]] const std::string& input_name(const Node& node, std::size_t index);
/// The constant of that name, null when the value is computed.
[[nodiscard]] const Tensor* constant_of(const Graph& graph, const std::string& name);
/// How many nodes and graph outputs read each value.
[[nodiscard]] std::unordered_map<std::string, int> count_uses(const Graph& graph);

/// Orders the nodes so that each comes after what it reads, keeping the given order where it can.
/// Throws ModelError on a cycle, a value nobody makes, a value made twice, an input without a name
/// and a node without a first output.
void sort_nodes(Graph& graph);

}  // namespace handsight::engine
