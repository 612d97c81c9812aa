// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "handsight/core/json.h"
#include "handsight/formats/safetensors.h"

namespace handsight {

/// How pixels become network input: (rgb / 255 - mean) / std, per channel.
struct Normalisation {
  std::vector<double> mean{0.485, 0.456, 0.406};
  std::vector<double> std{0.229, 0.224, 0.225};
};

/// What a checkpoint's header says about the network in it. Other metadata (training data, licence,
/// recipe, commit, metrics) is free text in `notes`.
struct CheckpointInfo {
  std::string network;
  std::shared_ptr<const Json> options;  ///< of the network; null = defaults
  std::string task = "hand-mask";
  std::vector<std::string> classes{"background", "hand"};
  Normalisation normalisation{};
  std::int64_t input_height = 0;
  std::int64_t input_width = 0;
  Metadata notes{};
};

}  // namespace handsight
