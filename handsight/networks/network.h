// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <torch/nn/module.h>

#include "handsight/core/fields.h"
#include "handsight/core/json.h"
#include "handsight/networks/outputs.h"

namespace handsight {

struct InputSize {
  std::int64_t channels = 3;
  std::int64_t height = 0;
  std::int64_t width = 0;
};

/// A whole network: picture in, maps of logits out.
class Network : public torch::nn::Module {
 public:
  /// What the channels of the result are, without holes and in their order.
  [[nodiscard]] virtual std::vector<OutputMap> outputs() const = 0;

  /// image    N C H W, float, normalised; H and W at least 16, any multiple: the network pads to
  ///          its stride and crops back
  /// returns  N K H W, logits: all of outputs() side by side
  virtual at::Tensor forward(const at::Tensor& image) = 0;
};

/// What a network file offers to the rest of the toolkit.
struct NetworkEntry {
  std::string_view name;
  std::string_view reference;  ///< paper or report
  InputSize input;             ///< size of the reference; `list networks` counts MACs at it
  std::shared_ptr<Network> (*make)(const Json& options);
  std::vector<FieldInfo> (*options)();
};

[[nodiscard]] std::vector<NetworkEntry> network_catalog();
/// Throws InvalidArgument with the known names when there is no network of that name.
[[nodiscard]] NetworkEntry find_network(std::string_view name);

}  // namespace handsight
