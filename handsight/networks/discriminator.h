// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include <torch/nn/module.h>

#include "handsight/core/fields.h"
#include "handsight/core/json.h"
#include "handsight/networks/network.h"

namespace handsight {

/// Tells the maps of a generator from real ones, patch by patch.
class Discriminator : public torch::nn::Module {
 public:
  /// maps     N C H W, float: probabilities or a picture in [-1, 1]
  /// returns  N 1 h w, one logit a patch; positive means real
  virtual at::Tensor forward(const at::Tensor& maps) = 0;
};

/// What a discriminator file offers to the rest of the toolkit.
struct DiscriminatorEntry {
  std::string_view name;
  std::string_view reference;
  InputSize input;  ///< of the defaults; size at which `list discriminators` counts MACs
  std::shared_ptr<Discriminator> (*make)(const Json& options);
  std::vector<FieldInfo> (*options)();
};

/// All discriminators, in the order of handsight/CMakeLists.txt.
[[nodiscard]] std::vector<DiscriminatorEntry> discriminator_catalog();
/// Throws InvalidArgument with the known names when there is no discriminator of that name.
[[nodiscard]] DiscriminatorEntry find_discriminator(std::string_view name);

}  // namespace handsight
