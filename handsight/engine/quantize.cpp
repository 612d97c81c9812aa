// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/quantize.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "handsight/core/error.h"
#include "handsight/engine/bias_correction.h"
#include "handsight/engine/equalise.h"
#include "handsight/engine/histogram.h"
#include "handsight/engine/kernels/copy.h"
#include "handsight/engine/passes/passes.h"

namespace handsight::engine {
namespace {

using Histograms = std::map<std::string, MagnitudeHistogram>;

/// Convolutions that 8 bits can run, in order: with constant weights, transposed ones only where
/// they make blocks (blocks_of).
std::vector<std::size_t> convolutions_of(const Graph& graph) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const Node& node = graph.nodes[i];
    const Tensor* const weights = constant_of(graph, input_name(node, 1));
    if (weights != nullptr && (node.op == "Conv" || blocks_of(node, weights->shape))) {
      found.push_back(i);
    }
  }
  return found;
}

bool is_transposed(const Node& conv) { return conv.op == "ConvTranspose"; }

/// Weights in the order of a Conv, O I/groups H W, from that of the node or back.
Tensor in_order_of_conv(const Node& conv, const Tensor& weights) {
  return is_transposed(conv) ? with_axes(weights, {1, 0, 2, 3}) : weights;
}

Tensor weights_of(const Graph& graph, const Node& conv) {
  return in_order_of_conv(conv, *constant_of(graph, input_name(conv, 1)));
}

/// Names of what the convolutions read.
std::set<std::string> inputs_of(const Graph& graph, const std::vector<std::size_t>& convolutions) {
  std::set<std::string> names;
  for (const std::size_t i : convolutions) names.insert(graph.nodes[i].inputs[0]);
  return names;
}

/// Shows `look` what the values of these names, and the network's inputs, are on the samples.
void look_at(
    const Graph& graph, std::set<std::string> names, std::span<const CalibrationSample> samples,
    const std::function<void(const std::string&, const Shape&, std::span<const float>)>& look) {
  Graph probe = graph;
  for (const auto& input : graph.inputs) names.erase(input.name);
  probe.outputs.clear();
  for (const auto& name : names) probe.outputs.push_back({.name = name});
  Session session(Model(probe, {.precision = Precision::kFp32}));
  for (const auto& sample : samples) {
    std::vector<TensorView> inputs;
    for (const auto& tensor : sample) inputs.push_back({tensor.dtype, tensor.shape, tensor.bytes});
    const auto outputs = session.run(inputs);
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      const auto& bytes = outputs[i].bytes;
      look(probe.outputs[i].name, Shape(outputs[i].shape.begin(), outputs[i].shape.end()),
           {reinterpret_cast<const float*>(bytes.data()), bytes.size() / sizeof(float)});
    }
    for (std::size_t i = 0; i < graph.inputs.size(); ++i) {
      if (sample[i].dtype == DType::kF32) {
        look(graph.inputs[i].name, sample[i].shape, sample[i].as<float>());
      }
    }
  }
}

Histograms histograms_of(const Graph& graph, const std::vector<std::size_t>& convolutions,
                         std::span<const CalibrationSample> samples) {
  Histograms histograms;
  look_at(graph, inputs_of(graph, convolutions), samples,
          [&](const std::string& name, const Shape&, std::span<const float> values) {
            histograms[name].add(values);
          });
  return histograms;
}

/// How far the values reach that a Concat joins.
std::map<std::string, Branch> branches_of(const Graph& graph,
                                          std::span<const CalibrationSample> samples) {
  const auto joined = joined_values(graph);
  std::map<std::string, Branch> branches;
  if (joined.empty()) return branches;
  Histograms histograms;
  look_at(graph, {joined.begin(), joined.end()}, samples,
          [&](const std::string& name, const Shape& shape, std::span<const float> values) {
            histograms[name].add(values);
            branches[name].channels = shape.size() > 1 ? shape[1] : 0;
          });
  for (auto& [name, branch] : branches) branch.range = histograms[name].best_range(127, 1.0).limit;
  return branches;
}

struct QuantizedWeights {
  Tensor codes{};  ///< O I/groups H W
  std::vector<float> scales{};
  double relative_error = 0.0;

  /// What the codes say.
  [[nodiscard]] std::vector<float> values() const {
    std::vector<float> list;
    const std::size_t stride = codes.as<std::int8_t>().size() / scales.size();
    for (const auto code : codes.as<std::int8_t>()) {
      list.push_back(static_cast<float>(code) * scales[list.size() / stride]);
    }
    return list;
  }
};

/// Symmetric codes in [-127, 127] for each output channel of O I/groups H W.
QuantizedWeights quantize_weights(const Tensor& weights) {
  const auto values = to_floats(weights);
  const auto channels = static_cast<std::size_t>(weights.shape[0]);
  const std::size_t stride = values.size() / channels;
  QuantizedWeights quantized{.codes = make_tensor(DType::kI8, weights.shape)};
  const auto codes = quantized.codes.as<std::int8_t>();
  double error = 0.0, square = 0.0;
  for (std::size_t c = 0; c < channels; ++c) {
    float largest = 0.0F;
    for (std::size_t i = 0; i < stride; ++i) {
      largest = std::max(largest, std::fabs(values[c * stride + i]));
    }
    const float scale = largest > 0.0F ? largest / 127.0F : 1.0F;
    quantized.scales.push_back(scale);
    for (std::size_t i = c * stride; i < (c + 1) * stride; ++i) {
      const float code = std::nearbyint(values[i] / scale);
      codes[i] = static_cast<std::int8_t>(code);
      const auto difference = static_cast<double>(code * scale - values[i]);
      error += difference * difference;
      square += static_cast<double>(values[i]) * static_cast<double>(values[i]);
    }
  }
  if (square > 0.0) quantized.relative_error = std::sqrt(error / square);
  return quantized;
}

/// The rewritten graph while convolutions get their codes.
class Writer {
 public:
  explicit Writer(Graph graph) : graph_(std::move(graph)) {}

  /// Takes `shifts` off the output channels.
  void take_off(Node& conv, std::span<const double> shifts) {
    std::vector<float> bias(shifts.size(), 0.0F);
    if (conv.inputs.size() > 2 && !conv.inputs[2].empty()) {
      bias = to_floats(*graph_.constants.at(conv.inputs[2]));
    }
    for (std::size_t i = 0; i < bias.size(); ++i) bias[i] -= static_cast<float>(shifts[i]);
    const std::string name = conv.outputs[0] + "/bias";
    put(name, float_tensor({static_cast<std::int64_t>(bias.size())}, bias));
    conv.inputs.resize(3);
    conv.inputs[2] = name;
  }

  void add_weights(Node& conv, const QuantizedWeights& weights) {
    // A Conv may have the same weights, with scales along another axis.
    const std::string name = conv.inputs[1] + (is_transposed(conv) ? "/transposed" : "");
    const auto channels = static_cast<std::int64_t>(weights.scales.size());
    put(name + "/codes", in_order_of_conv(conv, weights.codes));
    put(name + "/scales", float_tensor({channels}, weights.scales));
    put(name + "/zeros", make_tensor(DType::kI8, {channels}));
    const std::string read = conv.outputs[0] + "/weights";
    before_.push_back({.name = read,
                       .op = "DequantizeLinear",
                       .inputs = {name + "/codes", name + "/scales", name + "/zeros"},
                       .outputs = {read},
                       .attributes = {{"axis", std::int64_t{is_transposed(conv) ? 1 : 0}}}});
    conv.inputs[1] = read;
  }

  /// Every reader of `source` reads it after a round trip through codes.
  void add_codes(const std::string& source, const Quantization& quantization) {
    const std::string read = source + "/read";
    replace_reads(graph_, source, read);
    put(source + "/scale", float_tensor({}, std::vector{quantization.scale}));
    put(source + "/zero", make_tensor(quantization.dtype, {}));
    before_.push_back({.name = source + "/quantize",
                       .op = "QuantizeLinear",
                       .inputs = {source, source + "/scale", source + "/zero"},
                       .outputs = {source + "/codes"}});
    before_.push_back({.name = source + "/dequantize",
                       .op = "DequantizeLinear",
                       .inputs = {source + "/codes", source + "/scale", source + "/zero"},
                       .outputs = {read}});
  }

  Graph& graph() { return graph_; }

  Graph take() {
    for (auto& node : before_) graph_.nodes.push_back(std::move(node));
    sort_nodes(graph_);
    remove_dead_nodes(graph_);
    return std::move(graph_);
  }

 private:
  void put(const std::string& name, Tensor tensor) {
    graph_.constants[name] = std::make_shared<Tensor>(std::move(tensor));
  }

  Graph graph_;
  std::vector<Node> before_;
};

/// Values that share one code because an operator between them only chooses or mixes values
/// (MaxPool, Resize, Concat): then that operator works on codes.
class Groups {
 public:
  explicit Groups(const Graph& graph) {
    for (const auto& node : graph.nodes) {
      const bool is_choice = node.op == "MaxPool" || node.op == "Resize" || node.op == "Concat";
      const std::size_t values = node.op == "Concat" ? node.inputs.size() : 1;
      if (!is_choice || node.outputs.size() != 1) continue;
      for (std::size_t i = 0; i < values; ++i) join(node.inputs[i], node.outputs[0]);
    }
  }

  [[nodiscard]] std::string of(std::string name) const {
    for (auto at = parents_.find(name); at != parents_.end(); at = parents_.find(name)) {
      name = at->second;
    }
    return name;
  }

 private:
  void join(const std::string& a, const std::string& b) {
    const std::string from = of(a), to = of(b);
    if (from != to) parents_[from] = to;
  }

  std::map<std::string, std::string> parents_;
};

/// The widest range that a group's convolutions ask for.
struct GroupCode {
  float limit = 0.0F;
  bool is_signed = false;

  [[nodiscard]] Quantization quantization() const {
    const float levels = is_signed ? 127.0F : 255.0F;
    return {.dtype = is_signed ? DType::kI8 : DType::kU8,
            .scale = limit > 0.0F ? limit / levels : 1.0F};
  }
};

/// Takes off each quantised convolution what rounding adds to the means of its channels.
///
/// quantized  of `plain`, by index in its nodes
void correct_biases(Writer& writer, const Graph& plain, const Groups& groups,
                    const std::map<std::string, GroupCode>& codes,
                    const std::map<std::size_t, QuantizedWeights>& quantized,
                    std::span<const CalibrationSample> samples) {
  std::set<std::string> names;
  std::map<std::string, ChannelMeans> means;
  for (const auto& [index, weights] : quantized) {
    names.insert(plain.nodes[index].inputs[0]);
    means.try_emplace(plain.nodes[index].inputs[0]);
  }
  for (const auto& input : plain.inputs) means.erase(input.name);  // pictures get no codes
  look_at(plain, names, samples,
          [&](const std::string& name, const Shape& shape, std::span<const float> values) {
            const auto found = means.find(name);
            if (found == means.end()) return;
            found->second.add(shape, values, codes.at(groups.of(name)).quantization());
          });
  for (const auto& [index, weights] : quantized) {
    const Node& conv = plain.nodes[index];
    const std::string bias = input_name(conv, 2);
    const bool is_known = bias.empty() || constant_of(plain, bias) != nullptr;
    const auto mean = means.find(conv.inputs[0]);
    if (!is_known || mean == means.end()) continue;
    const Shape& shape = weights.codes.shape;
    auto shifts = mean_shifts(shape, to_floats(weights_of(plain, conv)), weights.values(),
                              attribute(conv, "group", std::int64_t{1}), mean->second);
    // Each pixel of a block is made with that share of the kernel's weights, not with all.
    const auto blocks = blocks_of(conv, constant_of(plain, conv.inputs[1])->shape);
    const auto shares = blocks ? static_cast<double>(blocks->size * blocks->size) : 1.0;
    for (double& shift : shifts) shift /= shares;
    writer.take_off(writer.graph().nodes[index], shifts);
  }
}

/// Gives codes to every value of the groups, pictures and constants left out.
void add_group_codes(Writer& writer, const Graph& plain, const Groups& groups,
                     const std::map<std::string, GroupCode>& codes) {
  for (const auto& node : plain.nodes) {
    for (const auto& name : node.outputs) {
      const auto code = codes.find(groups.of(name));
      if (code != codes.end()) writer.add_codes(name, code->second.quantization());
    }
  }
}

/// BN folded and constants known, but no post-ops: what a file can say.
Graph simplified(Graph graph) {
  if (graph.opset < 13) {
    fail<ModelError>("quantize: found ONNX opset ", graph.opset,
                     "; expected 13 or later, which has scales for each channel");
  }
  for (const auto& node : graph.nodes) {
    if (node.op == "QuantizeLinear") {
      fail<ModelError>("quantize: the network is quantised already; give the one from before");
    }
  }
  fold_constants(graph);
  remove_identities(graph);
  fold_pads(graph);
  fold_batch_norms(graph);
  remove_dead_nodes(graph);
  return graph;
}

}  // namespace

QuantizedModel quantize(const Graph& graph, std::span<const CalibrationSample> samples,
                        const QuantizeOptions& options) {
  if (samples.empty()) fail("quantize: found no sample; expected 8 or more typical inputs");
  for (const auto& sample : samples) {
    if (sample.size() != graph.inputs.size()) {
      fail("quantize: found a sample of ", sample.size(), " inputs; expected ",
           graph.inputs.size());
    }
  }
  Graph plain = simplified(graph);
  equalise_branches(plain, branches_of(plain, samples));
  const auto convolutions = convolutions_of(plain);
  const Histograms histograms = histograms_of(plain, convolutions, samples);
  const Groups groups(plain);
  std::map<std::string, GroupCode> codes;
  std::map<std::size_t, QuantizedWeights> quantized;
  Writer writer(plain);
  QuantizedModel model;
  for (const std::size_t index : convolutions) {
    Node& conv = writer.graph().nodes[index];
    const std::string source = conv.inputs[0];
    const auto& histogram = histograms.at(source);
    const auto range =
        histogram.best_range(histogram.has_negative() ? 127 : 255, options.clipping_weight);
    QuantizedWeights weights = quantize_weights(weights_of(plain, conv));
    const bool is_end =
        options.keep_ends && (index == convolutions.front() || index == convolutions.back());
    QuantizedLayer layer{
        .name = conv.name.empty() ? conv.outputs[0] : conv.name,
        .relative_error = std::hypot(range.relative_error, weights.relative_error)};
    layer.is_quantized = !is_end && layer.relative_error <= options.max_relative_error;
    if (layer.is_quantized) {
      writer.add_weights(conv, weights);
      GroupCode& code = codes[groups.of(source)];
      code.limit = std::max(code.limit, range.limit);
      code.is_signed = code.is_signed || histogram.has_negative();
      quantized.emplace(index, std::move(weights));
    }
    model.layers.push_back(std::move(layer));
  }
  correct_biases(writer, plain, groups, codes, quantized, samples);
  add_group_codes(writer, plain, groups, codes);
  model.graph = writer.take();
  return model;
}

}  // namespace handsight::engine
