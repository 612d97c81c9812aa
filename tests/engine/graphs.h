// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "handsight/core/seed.h"
#include "handsight/engine/model.h"

namespace handsight::engine::test {

using Attributes = std::map<std::string, Attribute, std::less<>>;
using Ints = std::vector<std::int64_t>;

/// A graph that is put together node by node; its last node makes the output.
class GraphBuilder {
 public:
  explicit GraphBuilder(std::int64_t opset = 13) { graph_.opset = opset; }

  GraphBuilder& input(const std::string& name, Shape shape, DType dtype = DType::kF32) {
    graph_.inputs.push_back({.name = name, .dtype = dtype, .shape = std::move(shape)});
    return *this;
  }
  GraphBuilder& floats(const std::string& name, const Shape& shape,
                       const std::vector<float>& values) {
    return constant(name, float_tensor(shape, values));
  }
  GraphBuilder& ints(const std::string& name, const Ints& values) {
    return constant(name, int64_tensor({static_cast<std::int64_t>(values.size())}, values));
  }
  GraphBuilder& constant(const std::string& name, Tensor tensor) {
    graph_.constants[name] = std::make_shared<Tensor>(std::move(tensor));
    return *this;
  }
  GraphBuilder& node(const std::string& op, std::vector<std::string> inputs,
                     std::vector<std::string> outputs, Attributes attributes = {}) {
    graph_.nodes.push_back({.name = outputs[0],
                            .op = op,
                            .inputs = std::move(inputs),
                            .outputs = std::move(outputs),
                            .attributes = std::move(attributes)});
    return *this;
  }
  /// `to` is `from` after a round trip through codes of 8 bits without a sign.
  GraphBuilder& round_trip(const std::string& from, const std::string& to, float scale) {
    floats(to + ".s", {}, {scale}).constant(to + ".z", make_tensor(DType::kU8, {}));
    node("QuantizeLinear", {from, to + ".s", to + ".z"}, {to + ".q"});
    return node("DequantizeLinear", {to + ".q", to + ".s", to + ".z"}, {to});
  }
  [[nodiscard]] Graph build(const std::vector<std::string>& outputs = {}) const {
    Graph graph = graph_;
    for (const auto& name : outputs) graph.outputs.push_back({.name = name});
    if (outputs.empty()) graph.outputs.push_back({.name = graph.nodes.back().outputs[0]});
    sort_nodes(graph);
    return graph;
  }

 private:
  Graph graph_{};
};

inline std::vector<float> noise(const Shape& shape, std::uint64_t seed) {
  Random random(Seed{seed});
  std::vector<float> values(static_cast<std::size_t>(element_count(shape)));
  for (float& value : values) value = static_cast<float>(random.normal());
  return values;
}

inline Tensor noise_tensor(const Shape& shape, std::uint64_t seed) {
  return float_tensor(shape, noise(shape, seed));
}

inline Shape free_image(std::int64_t channels) { return {-1, channels, -1, -1}; }

/// The outputs of one run, as tensors of their own.
inline std::vector<Tensor> run(Session& session, const std::vector<Tensor>& inputs) {
  std::vector<TensorView> views;
  for (const auto& tensor : inputs) views.push_back({tensor.dtype, tensor.shape, tensor.bytes});
  std::vector<Tensor> outputs;
  for (const auto& view : session.run(views)) {
    outputs.push_back({view.dtype, view.shape, {view.bytes.begin(), view.bytes.end()}});
  }
  return outputs;
}
inline std::vector<Tensor> run(const Graph& graph, const std::vector<Tensor>& inputs,
                               const ModelOptions& options = {.precision = Precision::kFp32}) {
  Session session{Model(graph, options)};
  return run(session, inputs);
}

/// Values of the only output of a graph with one input.
inline std::vector<float> values_of(const Graph& graph, const Tensor& input) {
  return to_floats(run(graph, {input}).at(0));
}

/// 1, 2, 3, ... in row-major order.
inline Tensor counting(std::int64_t height, std::int64_t width, std::int64_t channels = 1) {
  std::vector<float> values(static_cast<std::size_t>(height * width * channels));
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i + 1);
  return float_tensor({1, channels, height, width}, values);
}
/// Values of one operator on one input.
inline std::vector<float> unary(const std::string& op, const Tensor& input,
                                Attributes attributes = {}) {
  const Shape shape(input.shape.size(), -1);
  return values_of(
      GraphBuilder().input("x", shape).node(op, {"x"}, {"y"}, std::move(attributes)).build(),
      input);
}

/// Encoder and decoder with a skip, batch norms, a transposed convolution and a residual.
inline Graph small_network() {
  GraphBuilder builder;
  builder.input("image", free_image(3));
  const auto conv = [&](const std::string& name, const std::string& from, std::int64_t in,
                        std::int64_t out, std::uint64_t seed) {
    const Shape shape{out, in, 3, 3};
    auto weights = noise(shape, seed);
    for (float& weight : weights) weight *= 0.2F;
    builder.floats(name + ".w", shape, weights).floats(name + ".b", {out}, noise({out}, seed + 1));
    builder.node("Conv", {from, name + ".w", name + ".b"}, {name},
                 {{"pads", Ints{1, 1, 1, 1}}, {"kernel_shape", Ints{3, 3}}});
  };
  conv("a", "image", 3, 8, 1);
  builder.node("Relu", {"a"}, {"skip"});
  builder.node("MaxPool", {"skip"}, {"pooled"},
               {{"kernel_shape", Ints{2, 2}}, {"strides", Ints{2, 2}}});
  conv("b", "pooled", 8, 8, 3);
  builder.node("Relu", {"b"}, {"b.relu"});
  conv("c", "b.relu", 8, 8, 5);
  builder.node("Add", {"c", "b.relu"}, {"sum"}).node("Relu", {"sum"}, {"deep"});
  builder.floats("up.w", {8, 8, 2, 2}, noise({8, 8, 2, 2}, 7));
  builder.node("ConvTranspose", {"deep", "up.w"}, {"up"},
               {{"strides", Ints{2, 2}}, {"kernel_shape", Ints{2, 2}}});
  builder.node("Concat", {"skip", "up"}, {"joined"}, {{"axis", std::int64_t{1}}});
  conv("d", "joined", 16, 8, 9);
  builder.node("Relu", {"d"}, {"d.relu"});
  conv("logits", "d.relu", 8, 2, 11);
  return builder.build();
}

}  // namespace handsight::engine::test
