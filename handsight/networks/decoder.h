// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include <torch/nn/module.h>

#include "handsight/core/fields.h"
#include "handsight/core/json.h"
#include "handsight/networks/encoder.h"

namespace handsight {

/// Turns a feature pyramid into one map that heads read.
class Decoder : public torch::nn::Module {
 public:
  /// Channels and stride of the map.
  [[nodiscard]] virtual FeatureLevel level() const = 0;

  /// Whether levels need not be exact halves of each other. Where they must, pictures are padded.
  [[nodiscard]] virtual bool takes_any_size() const { return false; }

  /// pyramid  one N C_i H/s_i W/s_i tensor per level of the encoder
  /// returns  N C H/s W/s with the channels and the stride of level()
  virtual at::Tensor forward(const std::vector<at::Tensor>& pyramid) = 0;
};

/// What a decoder file offers to the rest of the toolkit.
struct DecoderEntry {
  std::string_view name;
  std::string_view reference;
  /// `levels` as an encoder declares them. Throws InvalidArgument when there are too few.
  std::shared_ptr<Decoder> (*make)(const std::vector<FeatureLevel>& levels, const Json& options);
  std::vector<FieldInfo> (*options)();
};

/// All decoders, in the order of handsight/CMakeLists.txt.
[[nodiscard]] std::vector<DecoderEntry> decoder_catalog();
/// Throws InvalidArgument with the known names when there is no decoder of that name.
[[nodiscard]] DecoderEntry find_decoder(std::string_view name);

}  // namespace handsight
