// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <torch/nn/module.h>

#include "handsight/training/recipe_options.h"

namespace handsight {

/// Throws InvalidArgument when a frozen pattern fits no batch normalisation.
void check_norm_options(const torch::nn::Module& module, const NormOptions& options);

/// Gives every batch normalisation the momentum of the options (PyTorch's meaning: the share of the
/// new batch) and puts those whose module name fits a frozen pattern into evaluation mode, so that
/// they use and keep their running statistics. For a module in training mode.
/// Throws InvalidArgument when a pattern fits no batch normalisation.
void apply_norm_options(torch::nn::Module& module, const NormOptions& options);

/// Takes the running statistics of every batch normalisation anew, as plain means over batches:
/// those of a moving average lag behind the weights, and are poor after batches of few pictures.
///
/// forward  runs one batch through the module; false when there is none left
///
/// Frozen modules keep theirs. The module is in evaluation mode but for its batch normalisation
/// meanwhile, and left as it was.
void reestimate_norm(torch::nn::Module& module, const NormOptions& options,
                     const std::function<bool()>& forward);

}  // namespace handsight
