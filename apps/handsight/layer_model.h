// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "handsight/inference/picture_network.h"
#include "handsight/perception/hand_layers.h"

namespace handsight {

/// A network that tells parts and depth of hands that others have found.
struct LayerModel {
  std::string name{};
  std::filesystem::path path{};
  double margin = 1.25;  ///< CropOptions::margin that it wants
  int size_px = 0;       ///< of the square it is shown
  bool tells_parts = false;
  bool tells_depth = false;
  LayerNetwork layers{};  ///< may be copied and outlive this
};

/// "a" or "a + b".
[[nodiscard]] std::string names_of(std::span<const LayerModel> models);

/// What is asked of models of layers.
struct WantedLayers {
  bool parts = false;
  bool depth = false;
  bool depth_may_lack = false;  ///< nobody minds where no model of depth comes with the program
};

/// The models that `--layers` stands for: none for "none"; of "auto" kDefaultDepthModel and
/// kDefaultPartsModel as far as they are wanted, the latter where it comes with the program;
/// otherwise one, as find_inference_model(). A layer that several tell is that of the first; what
/// is not wanted they keep to themselves.
///
/// field_of_view_deg  of the camera, along the longer side of its pictures
/// options            of the network that finds hands: where these cannot be run so, they are run
///                    as they can
///
/// Throws ModelError where two of them look at squares of other sizes or margins.
[[nodiscard]] std::vector<LayerModel> open_layer_models(const std::string& layers,
                                                        const WantedLayers& wanted,
                                                        double field_of_view_deg,
                                                        const NetworkOptions& options);

}  // namespace handsight
