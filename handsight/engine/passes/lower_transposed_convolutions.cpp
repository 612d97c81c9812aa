// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cstring>
#include <functional>
#include <map>
#include <set>

#include "handsight/engine/passes/passes.h"

namespace handsight::engine {
namespace {

using Ints = std::vector<std::int64_t>;

/// Larger blocks are left to oneDNN's transposed convolution: biases would be repeated too often.
constexpr std::int64_t kMaxBlock = 16;
constexpr std::int64_t kMaxReach = 4;

/// More weights than a second-level cache holds. A convolution with windows reads them again for
/// each row of the picture, a product of matrices once.
constexpr std::int64_t kManyWeights = std::int64_t{1} << 20;

/// Weights I O H W of a transposed convolution as those of the convolution that makes its blocks:
/// rows, columns and channels of a block, by I, by the pixels of a window; or, where `gathered`, by
/// the pixels of a window, by I.
Tensor block_weights(const Tensor& weights, const Blocks& blocks, bool gathered) {
  const std::int64_t inputs = weights.shape[0], outputs = weights.shape[1];
  const std::int64_t size = blocks.size, reach = blocks.reach, kernel = size * reach;
  const std::int64_t window = reach * reach;
  const std::int64_t rows = size * size * outputs;
  Tensor made = make_tensor(weights.dtype, gathered ? Shape{rows, inputs * window, 1, 1}
                                                    : Shape{rows, inputs, reach, reach});
  const std::size_t bytes = size_of(weights.dtype);
  auto* target = made.bytes.data();
  for (std::int64_t row = 0; row < rows; ++row) {
    const std::int64_t o = row % outputs, x = row / outputs % size, y = row / outputs / size;
    for (std::int64_t at = 0; at < inputs * window; ++at, target += bytes) {
      const std::int64_t i = gathered ? at % inputs : at / window;
      const std::int64_t pixel = gathered ? at / inputs : at % window;
      // The first pixel of a window reaches furthest.
      const std::int64_t v = (reach - 1 - pixel / reach) * size + y;
      const std::int64_t u = (reach - 1 - pixel % reach) * size + x;
      const std::int64_t source = ((i * outputs + o) * kernel + v) * kernel + u;
      std::memcpy(target, weights.bytes.data() + static_cast<std::size_t>(source) * bytes, bytes);
    }
  }
  return made;
}

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
      if (const auto blocks = lowered(node)) {
        const bool gathers =
            blocks->reach > 1 && element_count(weights_of(node).shape) >= kManyWeights;
        nodes.push_back(product(node, *blocks, gathers));
        if (gathers) gather_windows(nodes, *blocks);
        nodes.push_back({.name = node.name,
                         .op = "DepthToSpace",
                         .inputs = nodes.back().outputs,
                         .outputs = node.outputs,
                         .attributes = {{"blocksize", blocks->size}, {"crop", blocks->crop}},
                         .quantization = node.quantization});
      } else {
        nodes.push_back(std::move(node));
      }
      codes_[nodes.back().outputs[0]] = nodes.back().quantization;
    }
    graph_.nodes = std::move(nodes);
  }

 private:
  [[nodiscard]] const Tensor& weights_of(const Node& node) const {
    return *graph_.constants.at(node.inputs[1]);
  }

  [[nodiscard]] std::optional<Blocks> lowered(const Node& node) const {
    const Tensor* const weights = constant_of(graph_, input_name(node, 1));
    if (weights == nullptr) return std::nullopt;
    const std::string& bias_name = input_name(node, 2);
    const Tensor* const bias = constant_of(graph_, bias_name);
    const bool has_codes = weights->dtype == DType::kI8 && !node.weight_scales.empty();
    if (weights->dtype != DType::kF32 && !has_codes) return std::nullopt;
    const auto blocks = blocks_of(node, weights->shape);
    const bool has_fitting_bias =
        blocks &&
        (bias_name.empty() || (bias != nullptr && element_count(bias->shape) == weights->shape[1]));
    return has_fitting_bias ? blocks : std::nullopt;
  }

  Node product(const Node& node, const Blocks& blocks, bool gathers) {
    const Tensor& weights = weights_of(node);
    const std::string source = node.inputs[1], bias = input_name(node, 2);
    const std::int64_t pixels = blocks.size * blocks.size;
    const std::string suffix = "/blocks of " + std::to_string(blocks.size);
    Node conv = node;
    conv.op = "Conv";
    conv.attributes.clear();
    if (!gathers) conv.attributes = {{"pads", Ints(4, blocks.reach - 1)}};
    conv.inputs[1] =
        added(source + suffix, [&] { return block_weights(weights, blocks, gathers); });
    if (!bias.empty()) {
      conv.inputs[2] = added(source + suffix + "/" + bias, [&] {
        const auto values = repeated(to_floats(*constant_of(graph_, bias)), pixels);
        return float_tensor({static_cast<std::int64_t>(values.size())}, values);
      });
    }
    if (node.weight_scales.size() > 1) conv.weight_scales = repeated(node.weight_scales, pixels);
    conv.outputs = {unused(node.outputs[0] + "/blocks")};
    return conv;
  }

  /// Puts before the last of `nodes`, a 1 x 1 convolution, what joins the pixels of its windows:
  /// the picture moved to each of their places.
  void gather_windows(std::vector<Node>& nodes, const Blocks& blocks) {
    Node conv = std::move(nodes.back());
    nodes.pop_back();
    const std::string source = conv.inputs[0];
    Node joined{.name = conv.name, .op = "Concat", .attributes = {{"axis", std::int64_t{1}}}};
    joined.quantization = codes_[source];
    const std::int64_t far = blocks.reach - 1;
    for (std::int64_t pixel = 0; pixel < blocks.reach * blocks.reach; ++pixel) {
      const std::int64_t y = pixel / blocks.reach, x = pixel % blocks.reach;
      const std::string pads = "pads " + std::to_string(far) + " " + std::to_string(pixel);
      const std::string given = added(pads, [&] {
        return int64_tensor({8}, Ints{0, 0, far - y, far - x, 0, 0, y, x});
      });
      nodes.push_back({.name = conv.name,
                       .op = "Pad",
                       .inputs = {source, given},
                       .outputs = {unused(conv.outputs[0] + "/" + std::to_string(pixel))},
                       .quantization = joined.quantization});
      joined.inputs.push_back(nodes.back().outputs[0]);
    }
    joined.outputs = {unused(conv.outputs[0] + "/windows")};
    conv.inputs[0] = joined.outputs[0];
    nodes.push_back(std::move(joined));
    nodes.push_back(std::move(conv));
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
  std::map<std::string, Quantization> codes_;  // of values by name; inputs have none
  std::map<std::string, std::string> added_;   // constants by the names that they should have
};

}  // namespace

std::optional<Blocks> blocks_of(const Node& node, const Shape& weights) {
  if (node.op != "ConvTranspose" || weights.size() != 4 || element_count(weights) == 0) {
    return std::nullopt;
  }
  const std::string auto_pad = attribute(node, "auto_pad", std::string("NOTSET"));
  const Ints pads = attribute(node, "pads", Ints(4, 0));
  const Ints strides = attribute(node, "strides", Ints{1, 1});
  const std::int64_t kernel = weights[2];
  const bool is_plain = attribute(node, "dilations", Ints{1, 1}) == Ints{1, 1} &&
                        attribute(node, "output_padding", Ints{0, 0}) == Ints{0, 0} &&
                        attribute(node, "output_shape", Ints{}).empty() &&
                        attribute(node, "group", std::int64_t{1}) == 1;
  if (!is_plain || strides.size() != 2 || strides[0] != strides[1] || strides[0] < 1 ||
      strides[0] > kMaxBlock || weights[3] != kernel || kernel % strides[0] != 0) {
    return std::nullopt;
  }
  const Blocks blocks{
      .size = strides[0], .reach = kernel / strides[0], .crop = pads.empty() ? 0 : pads[0]};
  // Where blocks do not overlap all ways to pad by itself come to none.
  const bool pads_itself = auto_pad == "SAME_UPPER" || auto_pad == "SAME_LOWER";
  const bool is_known =
      auto_pad == "NOTSET" || auto_pad == "VALID" || (pads_itself && blocks.reach == 1);
  const bool may_crop = auto_pad == "NOTSET" && blocks.crop < kernel;
  if (!is_known || pads != Ints(4, blocks.crop) || blocks.reach > kMaxReach || blocks.crop < 0 ||
      (blocks.crop > 0 && !may_crop)) {
    return std::nullopt;
  }
  return blocks;
}

void lower_transposed_convolutions(Graph& graph) { Lowering(graph).run(); }

}  // namespace handsight::engine
