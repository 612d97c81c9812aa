// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/exporting/onnx_export.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <optional>
#include <utility>

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>
#include <torch/utils.h>

#include "handsight/core/error.h"
#include "handsight/engine/passes/passes.h"
#include "handsight/exporting/conversion.h"
#include "handsight/exporting/trace.h"
#include "handsight/geometry/hand_skeleton.h"
#include "handsight/networks/recurrent.h"

namespace handsight {
namespace {

using exporting::Conversion;
using exporting::Names;
using exporting::Size;
using exporting::Sizes;
using exporting::Tensors;
using exporting::TracedGraph;
using exporting::Tracer;

constexpr Size kBatch{.first = 1, .second = 2};

/// Heights and widths of the pictures of both runs.
struct Pictures {
  Size height{};
  Size width{};
};

/// Sizes that are multiples of `multiple` and else as unlike as can be. Halved five times they
/// still differ, as maps of one size are taken for each other. Halving leaves a rest: each time in
/// the first run where it rounds down, after the first time in the second where it rounds up; so no
/// map is taken for twice another one that is not always. And what is missing to a larger multiple
/// is not the same in both.
Pictures pictures_of(std::int64_t multiple) {
  const auto steps = std::max<std::int64_t>(4, 128 / multiple);
  return {.height = {(steps - 1) * multiple, 2 * (3 * steps / 4 + 1) * multiple},
          .width = {(3 * steps / 4 - 1) * multiple, 2 * (steps + 1) * multiple}};
}

/// One run's inputs: a batch of pictures, and the state where the network has one.
Tensors inputs_of(Network& network, const engine::Shape& image) {
  const torch::NoGradGuard no_grad;
  Tensors inputs{at::zeros(image)};
  if (auto* const recurrent = dynamic_cast<RecurrentNetwork*>(&network)) {
    for (const auto& tensor : recurrent->step(inputs.front(), {}).state) {
      inputs.push_back(at::zeros_like(tensor));
    }
  }
  return inputs;
}

Tensors forward(Network& network, const Tensors& inputs) {
  auto* const recurrent = dynamic_cast<RecurrentNetwork*>(&network);
  if (recurrent == nullptr) return {network.forward(inputs.front())};
  const auto step = recurrent->step(inputs.front(), {inputs.begin() + 1, inputs.end()});
  Tensors results{step.logits};
  results.insert(results.end(), step.state.begin(), step.state.end());
  return results;
}

/// "image", "state_0" ...; "logits", "next_state_0" ...
Names numbered_names(std::string first, const std::string& others, std::size_t count) {
  Names names{std::move(first)};
  for (std::size_t i = 1; i < count; ++i) names.push_back(others + std::to_string(i - 1));
  return names;
}

engine::ValueInfo value_info(const std::string& name, const Sizes& shape) {
  engine::ValueInfo info{.name = name};
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    constexpr std::array kAxes{"", "", "height", "width"};
    const bool is_picture = shape.size() == 4 && (name == "image" || name == "logits");
    info.shape.push_back(shape[axis].is_fixed() ? shape[axis].first : -1);
    info.size_names.emplace_back(shape[axis] == kBatch ? "batch" : is_picture ? kAxes[axis] : "");
  }
  return info;
}

/// Weights that a pass has made for a convolution get the names of those that they replace.
void name_folded_weights(engine::Graph& graph) {
  constexpr std::array<const char*, 2> kParts{".weight", ".bias"};
  for (auto& node : graph.nodes) {
    if (node.op != "Conv" && node.op != "ConvTranspose") continue;
    for (std::size_t i = 1; i < node.inputs.size(); ++i) {
      const std::string name = node.name + kParts[i - 1];
      const auto found = graph.constants.find(node.inputs[i]);
      if (found == graph.constants.end() || graph.constants.contains(name)) continue;
      auto tensor = found->second;
      graph.constants.erase(found);
      graph.constants[name] = std::move(tensor);
      node.inputs[i] = name;
    }
  }
}

engine::Graph translated(const TracedGraph& traced) {
  const auto inputs = numbered_names("image", "state_", traced.inputs.size());
  const auto outputs = numbered_names("logits", "next_state_", traced.outputs.size());
  auto graph = Conversion(traced).run(inputs, outputs);
  graph.opset = kExportedOpset;
  graph.producer = "handsight";
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    graph.inputs.push_back(value_info(inputs[i], traced.values[traced.inputs[i]].shape));
  }
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    graph.outputs.push_back(value_info(outputs[i], traced.values[traced.outputs[i]].shape));
  }
  engine::fold_constants(graph);
  engine::fold_batch_norms(graph);
  engine::remove_dead_nodes(graph);
  name_folded_weights(graph);
  return graph;
}

engine::Graph traced_and_translated(Network& network, Tracer& tracer, std::int64_t channels,
                                    const Pictures& pictures) {
  const auto run = [&](const Tensors& inputs) { return forward(network, inputs); };
  const auto first =
      inputs_of(network, {kBatch.first, channels, pictures.height.first, pictures.width.first});
  const auto second =
      inputs_of(network, {kBatch.second, channels, pictures.height.second, pictures.width.second});
  return translated(tracer.trace(run, first, second));
}

/// Nothing when the network cannot take all multiples, or says different things of them.
std::optional<engine::Graph> with_free_sizes(Network& network, Tracer& tracer,
                                             std::int64_t channels, std::int64_t multiple) {
  try {
    return traced_and_translated(network, tracer, channels, pictures_of(multiple));
  } catch (const Error&) {
  } catch (const c10::Error&) {  // a layer that is larger than the picture
  }
  return std::nullopt;
}

Json described(const std::vector<OutputMap>& outputs) {
  auto list = Json::array();
  for (const auto& output : outputs) {
    list.push_back({{"name", output.name},
                    {"kind", name_of(output.kind)},
                    {"first", output.first},
                    {"channels", output.channels}});
  }
  return list;
}

engine::Tensor half_of(const engine::Tensor& tensor) {
  auto half = engine::make_tensor(DType::kF16, tensor.shape);
  const auto values = tensor.as<float>();
  const auto codes = half.as<std::uint16_t>();
  for (std::size_t i = 0; i < values.size(); ++i) codes[i] = c10::Half(values[i]).x;
  return half;
}

bool fits_half(const engine::Tensor& tensor) {
  constexpr float kLargestHalf = 65504.0F;
  const auto values = tensor.as<float>();
  return std::all_of(values.begin(), values.end(),
                     [](float value) { return std::fabs(value) <= kLargestHalf; });
}

}  // namespace

ExportedNetwork export_network(Network& network, const InputSize& reference) {
  network.eval();
  Tracer tracer(network);
  constexpr std::array<std::int64_t, 7> kMultiples{1, 2, 4, 8, 16, 32, 64};
  for (const auto multiple : kMultiples) {
    if (auto graph = with_free_sizes(network, tracer, reference.channels, multiple)) {
      return {.graph = std::move(*graph), .size_multiple = multiple};
    }
  }
  const Pictures fixed{.height = {reference.height, reference.height},
                       .width = {reference.width, reference.width}};
  return {.graph = traced_and_translated(network, tracer, reference.channels, fixed)};
}

engine::Graph export_checkpoint(const Checkpoint& checkpoint) {
  const auto& info = checkpoint.info;
  auto [graph, multiple] =
      export_network(*checkpoint.network, {.channels = find_network(info.network).input.channels,
                                           .height = info.input_height,
                                           .width = info.input_width});
  const auto outputs = checkpoint.network->outputs();
  graph.name = info.network;
  graph.metadata = make_metadata(info);
  graph.metadata["handsight.outputs"] = described(outputs).dump();
  graph.metadata["handsight.size_multiple"] = std::to_string(multiple);
  const bool has_keypoints = std::any_of(outputs.begin(), outputs.end(), [](const auto& output) {
    return output.kind == OutputKind::kHeatmaps && output.channels == kKeypointCount;
  });
  if (has_keypoints) {
    graph.metadata["handsight.keypoints"] =
        Json(std::vector<std::string>(kKeypointNames.begin(), kKeypointNames.end())).dump();
  }
  return std::move(graph);
}

void store_as_half(engine::Graph& graph) {
  std::vector<engine::Node> casts;
  engine::Constants stored;
  for (auto& [name, tensor] : graph.constants) {
    const bool is_weight = tensor->dtype == DType::kF32 && tensor->shape.size() > 1;
    if (!is_weight || !fits_half(*tensor)) {
      stored[name] = std::move(tensor);
      continue;
    }
    constexpr std::int64_t kFloat = 1;  // onnx::TensorProto::FLOAT
    stored[name + "/half"] = std::make_shared<engine::Tensor>(half_of(*tensor));
    casts.push_back({.name = name,
                     .op = "Cast",
                     .inputs = {name + "/half"},
                     .outputs = {name},
                     .attributes = {{"to", kFloat}}});
  }
  graph.constants = std::move(stored);
  graph.nodes.insert(graph.nodes.begin(), casts.begin(), casts.end());
}

void spell_out_clips(engine::Graph& graph) {
  std::vector<engine::Node> nodes;
  for (auto& node : graph.nodes) {
    const auto* least = engine::constant_of(graph, engine::input_name(node, 1));
    const auto* most = engine::constant_of(graph, engine::input_name(node, 2));
    const bool from_zero = node.op == "Clip" && least != nullptr && most != nullptr &&
                           engine::to_floats(*least) == std::vector{0.0F};
    if (!from_zero) {
      nodes.push_back(std::move(node));
      continue;
    }
    const auto step = [&](const char* op, std::vector<std::string> inputs, std::string output) {
      nodes.push_back({.name = node.name + "/" + std::to_string(nodes.size()),
                       .op = op,
                       .inputs = std::move(inputs),
                       .outputs = {std::move(output)}});
    };
    const auto& result = node.outputs.front();
    step("Relu", {node.inputs[0]}, result + "/positive");
    step("Sub", {node.inputs[2], result + "/positive"}, result + "/below");
    step("Relu", {result + "/below"}, result + "/positive_below");
    step("Sub", {node.inputs[2], result + "/positive_below"}, result);
  }
  graph.nodes = std::move(nodes);
}

}  // namespace handsight
