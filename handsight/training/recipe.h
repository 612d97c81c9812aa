// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "handsight/inference/depth_note.h"
#include "handsight/tensors/hand_crop.h"
#include "handsight/training/recipe_options.h"

namespace handsight {

/// A stretch of a run with settings of its own.
struct PhaseChoice {
  std::string name{};
  std::shared_ptr<const Json> changes{};  ///< what is laid over the recipe; never null
};

/// One experiment, from data to report. Read from TOML; unknown keys are errors.
struct Recipe {
  std::string name{};
  std::string summary{};
  std::string system{};    ///< the published system it belongs to
  std::string reported{};  ///< what was reported for it
  std::string goal{};
  std::string licence{};        ///< of the weights it makes
  std::string training_data{};  ///< for the model's card
  std::int64_t seed = 1;
  std::string precision = "auto";
  std::string learner = "network";  ///< "teacher" in phases that train the teacher
  std::vector<std::string> classes{"background", "hand"};
  NetworkChoice network{};
  NetworkChoice teacher{};  ///< no name = none
  InputOptions input{};
  HandCropOptions hand_crop{};  ///< of input.fit = "hand_crop"
  DepthNote depth{};            ///< of networks that give depth
  OptimizerOptions optimizer{};
  ScheduleOptions schedule{};
  NormOptions norm{};
  ClipOptions clips{};
  PseudoOptions pseudo{};
  AdversaryOptions adversary{};
  CycleOptions cycle{};
  SelectOptions select{};
  std::vector<GroupOptions> group{};
  std::vector<DataSource> data{};
  std::vector<DataUse> train{};
  std::vector<DataUse> validate{};
  std::vector<UnitChoice> loss{};
  std::vector<UnitChoice> augment{};
  std::vector<PhaseChoice> phase{};      ///< empty = one phase with the settings above
  std::shared_ptr<const Json> search{};  ///< what `handsight search` varies; null = nothing
  std::shared_ptr<const Json> smoke{};   ///< changes that make it small; null = none
};

/// Throws InvalidArgument naming the file, the key and what was expected.
[[nodiscard]] Recipe recipe_from_json(const Json& tree, const std::string& source);

/// Everything, defaults included; recipe_from_json() reads it back.
[[nodiscard]] Json recipe_to_json(const Recipe& recipe);

}  // namespace handsight
