// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include <c10/util/Optional.h>
#include <torch/nn/module.h>

#include "handsight/training/peers.h"
#include "handsight/training/recipe_options.h"

namespace handsight {

/// Throws InvalidArgument when a frozen pattern fits no batch normalisation.
void check_norm_options(const torch::nn::Module& module, const NormOptions& options);

/// Momentum of every batch normalisation, by the name of its module; none where the running
/// statistics are plain means.
using NormMomenta = std::map<std::string, c10::optional<double>>;
[[nodiscard]] NormMomenta norm_momenta(const torch::nn::Module& module);

/// Gives every batch normalisation the momentum of the options (PyTorch's meaning: the share of the
/// new batch), or the one in `built` where they name none, and puts those whose module name fits a
/// frozen pattern into evaluation mode, so that they use and keep their running statistics. For a
/// module in training mode.
///
/// built  of the module as it was made, so that nothing of an earlier phase is left
void apply_norm_options(torch::nn::Module& module, const NormOptions& options,
                        const NormMomenta& built);

/// Lets batch normalisation in training mode take its statistics from the pictures of all peers
/// where the options say so, else from those of this process alone. `peers` must outlive the
/// training of the module.
void synchronise_norm(const torch::nn::Module& module, const NormOptions& options, Peers& peers);

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
