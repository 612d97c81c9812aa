// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "handsight/training/recipe.h"

namespace handsight {

/// `base` with `changes` laid over it: tables are merged, everything else is replaced.
[[nodiscard]] Json laid_over(Json base, const Json& changes);

/// The recipe as it holds in each of its phases; the recipe itself when it has none. Only training
/// changes from phase to phase, not the networks, the data folders or the size of the input.
/// Throws InvalidArgument naming the phase and the key that makes no sense.
[[nodiscard]] std::vector<Recipe> phases_of(const Recipe& recipe);

/// Epochs of all phases together.
[[nodiscard]] int total_epochs(const std::vector<Recipe>& phases);

/// An epoch of a run, counted within its phase.
struct PhasePosition {
  std::size_t phase = 0;
  int epoch = 0;  ///< from 0
};
/// Behind the last epoch: the last phase, all of its epochs done.
[[nodiscard]] PhasePosition position_of(const std::vector<Recipe>& phases, int epoch);

/// The recipe made so small that it only shows that everything fits together: what its [smoke]
/// table says, one epoch of two batches a phase, no early stop. Sources without a path become
/// rendered hands in the files of their data set, in folders below `data`.
/// Throws InvalidArgument when a phase or the [smoke] table makes no sense.
[[nodiscard]] Recipe smoke_recipe(const Recipe& recipe, const std::filesystem::path& data);

}  // namespace handsight
