// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <utility>

#include "handsight/engine/passes/passes.h"

namespace handsight::engine {
namespace {

/// Rows above and columns left, rows below and columns right, as in a convolution's `pads`.
using Borders = std::array<std::int64_t, 4>;

/// Of a Pad that puts zeros around pictures; nothing where it does anything else.
std::optional<Borders> zero_borders(const Graph& graph, const Node& pad) {
  if (pad.op != "Pad" || pad.inputs.size() > 3 || !pad.post_ops.empty() ||
      attribute(pad, "mode", std::string("constant")) != "constant" ||
      attribute(pad, "value", 0.0F) != 0.0F) {
    return std::nullopt;
  }
  if (const std::string& value = input_name(pad, 2); !value.empty()) {
    const Tensor* const constant = constant_of(graph, value);
    if (constant == nullptr || element_count(constant->shape) != 1 ||
        to_floats(*constant)[0] != 0.0F) {
      return std::nullopt;
    }
  }
  const Tensor* const pads = constant_of(graph, input_name(pad, 1));
  if (pads == nullptr || pads->dtype != DType::kI64 || element_count(pads->shape) != 8) {
    return std::nullopt;
  }
  const auto n = to_int64s(*pads);
  const bool cuts = std::any_of(n.begin(), n.end(), [](std::int64_t value) { return value < 0; });
  if (n[0] != 0 || n[1] != 0 || n[4] != 0 || n[5] != 0 || cuts) return std::nullopt;
  return Borders{n[2], n[3], n[6], n[7]};
}

bool pads_by_numbers(const Node& conv) {
  const auto kind = attribute(conv, "auto_pad", std::string("NOTSET"));
  return conv.op == "Conv" && (kind == "NOTSET" || kind == "VALID") &&
         attribute(conv, "pads", std::vector<std::int64_t>(4, 0)).size() == 4;
}

/// Whether no window lies in the borders alone: oneDNN's fast kernels do without such.
bool reaches_over(const Graph& graph, const Node& conv, const Borders& borders) {
  const Tensor* const weights = constant_of(graph, input_name(conv, 1));
  if (weights == nullptr || weights->shape.size() != 4) return false;
  return std::max(borders[0], borders[2]) < weights->shape[2] &&
         std::max(borders[1], borders[3]) < weights->shape[3];
}

void widen(Node& conv, const Borders& borders) {
  auto pads = attribute(conv, "pads", std::vector<std::int64_t>(4, 0));
  for (std::size_t i = 0; i < borders.size(); ++i) pads[i] += borders[i];
  conv.attributes.erase("auto_pad");
  conv.attributes["pads"] = std::move(pads);
}

}  // namespace

void fold_pads(Graph& graph) {
  const auto uses = count_uses(graph);
  std::unordered_map<std::string, const Node*> makers;
  for (auto& node : graph.nodes) {
    const auto found = makers.find(input_name(node, 0));
    if (found != makers.end() && pads_by_numbers(node) && uses.at(node.inputs[0]) == 1) {
      const Node& pad = *found->second;
      const auto source = makers.find(pad.inputs[0]);
      const Quantization before =
          source == makers.end() ? Quantization{} : source->second->quantization;
      // Other codes than those of what it pads would have to be made first.
      const bool keeps_codes =
          before.dtype == pad.quantization.dtype && before.scale == pad.quantization.scale;
      const auto borders = zero_borders(graph, pad);
      if (keeps_codes && borders && reaches_over(graph, node, *borders)) {
        widen(node, *borders);
        node.inputs[0] = pad.inputs[0];
      }
    }
    if (!node.outputs.empty()) makers[node.outputs[0]] = &node;
  }
}

}  // namespace handsight::engine
