// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "handsight/inference/picture_network.h"
#include "handsight/perception/hand_layers.h"

namespace handsight {

/// A network that tells parts and depth of hands that others have found.
struct LayerModel {
  std::string name{};
  std::filesystem::path path{};
  double margin = 1.25;  ///< CropOptions::margin that it wants
  bool tells_parts = false;
  bool tells_depth = false;
  LayerNetwork layers{};  ///< may be copied and outlive this
};

/// The model that `--layers` stands for, see find_layer_model().
///
/// field_of_view_deg  of the camera, along the longer side of its pictures
/// options            of the network that finds hands: where this one cannot be run so, it is run
///                    as it can
[[nodiscard]] LayerModel open_layer_model(const std::string& layers, double field_of_view_deg,
                                          NetworkOptions options);

}  // namespace handsight
