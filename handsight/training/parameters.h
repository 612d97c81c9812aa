// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <torch/nn/module.h>

#include "handsight/training/optimizer.h"
#include "handsight/training/recipe_options.h"

namespace handsight {

/// Whether `name` fits `pattern`, in which each * stands for any letters, also none.
[[nodiscard]] bool fits_pattern(std::string_view name, std::string_view pattern);
[[nodiscard]] bool fits_any(std::string_view name, const std::vector<std::string>& patterns);

/// The module's parameters that learn, with their pace: that of the first group whose pattern fits,
/// times `optimizer.pretrained_rate` where `pretrained` names them. Freezes the others.
/// Throws InvalidArgument when a pattern fits no parameter, or when none is left to learn.
[[nodiscard]] std::vector<NamedParameter> learning_parameters(
    torch::nn::Module& module, const OptimizerOptions& optimizer,
    const std::vector<GroupOptions>& groups, const std::set<std::string>& pretrained);

}  // namespace handsight
