// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "handsight/core/json.h"
#include "handsight/formats/checkpoint_info.h"
#include "handsight/networks/network.h"
#include "handsight/training/learner.h"
#include "handsight/training/loss_scale.h"
#include "handsight/training/recipe.h"

namespace handsight {

/// Names in a run's folder.
struct RunFolder {
  std::filesystem::path root;

  [[nodiscard]] std::filesystem::path recipe() const { return root / "recipe.toml"; }
  [[nodiscard]] std::filesystem::path metrics() const { return root / "metrics.csv"; }
  [[nodiscard]] std::filesystem::path checkpoint(const std::string& name) const {
    return root / "checkpoints" / (name + ".safetensors");
  }
  [[nodiscard]] std::filesystem::path state() const {
    return root / "checkpoints" / "last.state.safetensors";
  }
};

/// One row of metrics.csv. Columns keep the order in which they first appear.
using MetricRow = std::vector<std::pair<std::string, double>>;

/// How far a run is: all that another process needs to go on as if there had been no break.
struct RunState {
  int epoch = 0;  ///< finished ones
  double best = 0.0;
  int best_epoch = 0;            ///< 0 = no epoch was validated yet
  int collapsed_epochs = 0;      ///< the last ones in a row whose predictions were all the same
  std::vector<double> scores{};  ///< of the epochs of the current phase, larger is better
  std::vector<MetricRow> history{};
  std::optional<LossScaleState> loss_scale{};  ///< of runs in fp16
};

/// The state file holds weights, moving averages, optimisers and progress, so that it is whole
/// whatever became of the other files.
void save_run_state(const std::filesystem::path& path, const RunState& state,
                    const std::vector<Learner>& learners);

/// Throws FileError or ModelError when the file is not the state of a run.
[[nodiscard]] RunState read_run_state(const std::filesystem::path& path);
/// Fills modules, and the averages and optimisers of those learners that have one.
/// Throws ModelError when the file does not belong to such a run.
void restore_learners(const std::filesystem::path& path, std::vector<Learner>& learners);

/// The header of a checkpoint of `trained`, which `choice` names, with the metrics of `row`.
[[nodiscard]] CheckpointInfo checkpoint_info(const Recipe& recipe, const NetworkChoice& choice,
                                             const Network& trained, const MetricRow& row);

/// The header of a checkpoint of the run in that folder, with what older versions did not write
/// into it taken from the run's recipe. Throws as read_toml() and recipe_from_json() do.
[[nodiscard]] CheckpointInfo completed_by_run(CheckpointInfo info,
                                              const std::filesystem::path& run);

/// Writes metrics.csv whole, atomically.
void write_metrics(const std::filesystem::path& path, const std::vector<MetricRow>& rows);

}  // namespace handsight
