// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include <ATen/core/Tensor.h>

#include "handsight/core/fields.h"
#include "handsight/core/json.h"

namespace handsight {

/// Compares a batch of predictions with its targets; returns a scalar to minimise.
///
/// prediction  N K H W, float, logits; K = 1 is the logit of class 1 against class 0
/// target      N H W, int64, class index, or kIgnore where the pixel does not count
using Loss = std::function<at::Tensor(const at::Tensor& prediction, const at::Tensor& target)>;

/// A case small enough to check by hand. Shown in the docs and run by the contract test.
struct LossExample {
  at::Tensor prediction;
  at::Tensor target;
  double expected;
};

/// What a loss file offers to the rest of the toolkit.
struct LossEntry {
  std::string_view name;       ///< in recipes and on the command line
  std::string_view reference;  ///< paper, or "-" when there is none
  Loss (*make)(const Json& options);
  std::vector<FieldInfo> (*options)();
  std::vector<LossExample> (*examples)();
};

/// All losses, in the order of handsight/CMakeLists.txt.
[[nodiscard]] std::vector<LossEntry> loss_catalog();

/// Throws InvalidArgument, with the known names, when there is no loss `name`.
[[nodiscard]] Loss make_loss(std::string_view name, const Json& options);

}  // namespace handsight
