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
#include "handsight/networks/outputs.h"

namespace handsight {

/// Turns a decoder's map into the maps of one task.
class Head : public torch::nn::Module {
 public:
  /// The channels, from 0 on.
  [[nodiscard]] virtual std::vector<OutputMap> outputs() const = 0;

  /// map      N C h w
  /// returns  N K h w, logits
  virtual at::Tensor forward(const at::Tensor& map) = 0;
};

/// What a head file offers to the rest of the toolkit.
struct HeadEntry {
  std::string_view name;
  std::string_view summary;
  std::shared_ptr<Head> (*make)(std::int64_t in_channels, const Json& options);
  std::vector<FieldInfo> (*options)();
};

/// All heads, in the order of handsight/CMakeLists.txt.
[[nodiscard]] std::vector<HeadEntry> head_catalog();
/// Throws InvalidArgument with the known names when there is no head of that name.
[[nodiscard]] HeadEntry find_head(std::string_view name);

}  // namespace handsight
