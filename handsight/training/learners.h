// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <ATen/core/Tensor.h>

#include "handsight/core/progress.h"
#include "handsight/core/seed.h"
#include "handsight/training/learner.h"
#include "handsight/training/recipe.h"

namespace handsight {

/// All networks that a recipe names in any of its phases, on `device`, the main one first; without
/// optimisers. Random weights are drawn from `seed`, each network's from its role.
/// Throws InvalidArgument for unknown names and options, ModelError when a file of weights does not
/// fit.
[[nodiscard]] std::vector<Learner> make_learners(const Recipe& recipe,
                                                 const std::vector<Recipe>& phases, Seed seed,
                                                 at::Device device, Progress& progress);

/// Throws InvalidArgument when the phase asks for what its learner does not have: blocks to
/// recompute, or normalisation to freeze.
void check_learner(const Recipe& phase, const Learner& learner);

/// Gives those that learn in this phase a fresh optimiser and average, and takes the others' away.
void equip_learners(const Recipe& phase, std::vector<Learner>& learners);

/// Puts modules into training mode, with the phase's batch normalisation; those that only help into
/// evaluation mode. `peers` must outlive the phase.
void set_modes(const Recipe& phase, std::vector<Learner>& learners, Peers& peers);

}  // namespace handsight
