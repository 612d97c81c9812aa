// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/serving/layer_set.h"

#include <algorithm>
#include <array>

#include "handsight/core/error.h"

namespace handsight {
namespace {

struct NamedLayer {
  std::string_view name;
  bool LayerSet::*layer;
};
constexpr std::array<NamedLayer, 2> kLayers{
    {{"depth", &LayerSet::depth}, {"parts", &LayerSet::parts}}};

}  // namespace

LayerSet parse_layers(std::string_view text) {
  LayerSet layers;
  while (true) {
    const auto comma = text.find(',');
    const auto name = text.substr(0, comma);
    const auto* const known =
        std::find_if(kLayers.begin(), kLayers.end(),
                     [&](const NamedLayer& layer) { return layer.name == name; });
    if (known == kLayers.end()) {
      fail("layers: found '", name, "', expected depth, parts or both with a comma between");
    }
    layers.*known->layer = true;
    if (comma == std::string_view::npos) return layers;
    text.remove_prefix(comma + 1);
  }
}

std::vector<std::string> names_of(const LayerSet& layers) {
  std::vector<std::string> names;
  for (const auto& [name, layer] : kLayers) {
    if (layers.*layer) names.emplace_back(name);
  }
  return names;
}

LayerSet missing_layers(const LayerSet& wanted, const LayerSet& told) {
  return {.depth = wanted.depth && !told.depth, .parts = wanted.parts && !told.parts};
}

}  // namespace handsight
