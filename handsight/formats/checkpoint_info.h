// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
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
  std::string network{};
  std::shared_ptr<const Json> options{};  ///< of the network; null = defaults
  std::string task = "hand-mask";
  std::vector<std::string> classes{"background", "hand"};
  Normalisation normalisation{};
  std::int64_t input_height = 0;
  std::int64_t input_width = 0;
  Metadata notes{};
};

/// Header metadata of a model file: the fields under `handsight.network`, `.options`, `.task`,
/// `.classes`, `.mean`, `.std` and `.input_size` ([height, width]), lists and options as JSON, and
/// the notes under their own names. Throws InvalidArgument when a field makes no sense (see
/// parse_metadata) or a note takes one of those names.
[[nodiscard]] Metadata make_metadata(const CheckpointInfo& info);

/// The inverse. Throws ModelError, in the name of `source`, when `handsight.network`, `.task`,
/// `.classes`, `.mean`, `.std` or `.input_size` is missing or makes no sense: a name or a class is
/// empty or over 256 bytes, there are no classes or over 1024, mean and std are not three finite
/// numbers, std is not positive, a side is outside [16, 16384].
[[nodiscard]] CheckpointInfo parse_metadata(const Metadata& metadata, std::string_view source);

}  // namespace handsight
