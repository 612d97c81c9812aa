// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include <torch/nn/module.h>

#include "handsight/core/fields.h"
#include "handsight/core/json.h"

namespace handsight {

/// One level of a feature pyramid: its channels, and how many image pixels one cell spans.
struct FeatureLevel {
  std::int64_t channels;
  std::int64_t stride;
};

/// Turns an image into a feature pyramid.
class Encoder : public torch::nn::Module {
 public:
  /// Finest level first; strides grow.
  [[nodiscard]] virtual std::vector<FeatureLevel> levels() const = 0;

  /// Whether cells lie at the same places of pictures of any size. Where padding is not the same on
  /// both sides, a side that is no multiple of the last stride loses its last pixels.
  [[nodiscard]] virtual bool takes_any_size() const { return true; }

  /// image    N 3 H W, float, normalised; H and W multiples of the last stride, or, with
  ///          takes_any_size(), anything
  /// returns  one N C_i ceil(H/s_i) ceil(W/s_i) tensor per level, in the order of levels()
  virtual std::vector<at::Tensor> forward(const at::Tensor& image) = 0;
};

/// What an encoder file offers to the rest of the toolkit.
struct EncoderEntry {
  std::string_view name;
  std::string_view reference;
  std::shared_ptr<Encoder> (*make)(const Json& options);
  std::vector<FieldInfo> (*options)();
};

/// All encoders, in the order of handsight/CMakeLists.txt.
[[nodiscard]] std::vector<EncoderEntry> encoder_catalog();
/// Throws InvalidArgument with the known names when there is no encoder of that name.
[[nodiscard]] EncoderEntry find_encoder(std::string_view name);

}  // namespace handsight
