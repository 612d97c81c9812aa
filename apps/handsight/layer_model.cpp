// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "layer_model.h"

#include <memory>
#include <span>

#include "handsight/inference/layer_finder.h"

#include "models.h"

namespace handsight {

LayerModel open_layer_model(const std::string& layers, double field_of_view_deg,
                            NetworkOptions options) {
  const auto path = find_layer_model(layers, options.precision);
  options = beside_another(options, path);
  options.gives = "";
  const auto finder = std::make_shared<LayerFinder>(open_network(path, options));
  return {
      .name = path.stem().string(),
      .path = path,
      .margin = finder->margin(),
      .tells_parts = finder->tells_parts(),
      .tells_depth = finder->tells_depth(),
      .layers = [finder, field_of_view_deg](const Image& frame, std::span<const HandView> hands) {
        return finder->find(frame, hands, field_of_view_deg);
      }};
}

}  // namespace handsight
