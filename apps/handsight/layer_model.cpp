// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "layer_model.h"

#include <memory>
#include <string_view>

#include "handsight/core/error.h"
#include "handsight/inference/layer_finder.h"

#include "models.h"

namespace handsight {
namespace {

LayerModel open_layer_model(const std::filesystem::path& path, const WantedLayers& wanted,
                            double field_of_view_deg, const NetworkOptions& beside) {
  auto options = beside_another(beside, path);
  options.gives = "";
  const auto finder = std::make_shared<LayerFinder>(open_network(path, options));
  return {.name = path.stem().string(),
          .path = path,
          .margin = finder->margin(),
          .size_px = static_cast<int>(finder->info().input_width),
          .tells_parts = finder->tells_parts(),
          .tells_depth = finder->tells_depth(),
          .layers = [finder, field_of_view_deg, wanted](const Image& frame,
                                                        std::span<const HandView> hands) {
            auto found = finder->find(frame, hands, field_of_view_deg);
            for (auto& layers : found) {
              if (!wanted.parts) layers.parts.clear();
              if (!wanted.depth) layers.depth_mm.clear();
            }
            return found;
          }};
}

std::vector<std::filesystem::path> find_layer_models(const std::string& layers,
                                                     const WantedLayers& wanted,
                                                     std::string_view precision) {
  if (layers == "none") return {};
  if (layers != "auto") return {find_inference_model(layers, precision)};
  std::vector<std::filesystem::path> paths;
  if (wanted.depth && !wanted.depth_may_lack) {
    paths.push_back(find_inference_model(std::string(kDefaultDepthModel), precision));
  } else if (wanted.depth) {
    if (const auto depth = shipped_model(kDefaultDepthModel, precision)) paths.push_back(*depth);
  }
  if (!wanted.parts) return paths;
  if (const auto parts = shipped_model(kDefaultPartsModel, precision)) paths.push_back(*parts);
  return paths;
}

}  // namespace

std::string names_of(std::span<const LayerModel> models) {
  std::string names;
  for (const auto& model : models) names.append(names.empty() ? "" : " + ").append(model.name);
  return names;
}

std::vector<LayerModel> open_layer_models(const std::string& layers, const WantedLayers& wanted,
                                          double field_of_view_deg, const NetworkOptions& options) {
  std::vector<LayerModel> models;
  for (const auto& path : find_layer_models(layers, wanted, options.precision)) {
    models.push_back(open_layer_model(path, wanted, field_of_view_deg, options));
    const auto &first = models.front(), &last = models.back();
    if (last.size_px == first.size_px && last.margin == first.margin) continue;
    fail<ModelError>("layers: model ", last.name, " looks at squares of ", last.size_px,
                     " px and margin ", last.margin, ", ", first.name, " at ", first.size_px,
                     " px and ", first.margin, "; name one of them with --layers");
  }
  return models;
}

}  // namespace handsight
