// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "handsight/core/json.h"
#include "handsight/networks/network.h"
#include "handsight/training/optimizer.h"

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
  int best_epoch = 0;  ///< 0 = no epoch was validated yet
  std::vector<MetricRow> history{};
};

/// Moving average of a network's weights and buffers.
class WeightAverage {
 public:
  WeightAverage(const Network& network, double decay);
  /// Moves the average by one step. The decay rises from 0.1 to its value over the first steps, so
  /// that the random start is forgotten: min(decay, (1 + step) / (10 + step)).
  void update(const Network& network, std::int64_t step);
  /// Exchanges the network's tensors with the averaged ones.
  void swap(Network& network);
  [[nodiscard]] std::vector<StateTensor>& tensors() { return tensors_; }

 private:
  double decay_;
  std::vector<StateTensor> tensors_;
};

/// Parameters and buffers with their names.
[[nodiscard]] std::vector<StateTensor> network_tensors(const Network& network);

/// The state file holds weights, moving average (may be null), optimiser and progress, so that it
/// is whole whatever became of the other files.
void save_run_state(const std::filesystem::path& path, const RunState& state,
                    const Network& network, WeightAverage* average, const Optimizer& optimizer);
/// Throws FileError or ModelError when the file does not belong to such a run.
[[nodiscard]] RunState load_run_state(const std::filesystem::path& path, Network& network,
                                      WeightAverage* average, Optimizer& optimizer);

/// Writes metrics.csv whole, atomically.
void write_metrics(const std::filesystem::path& path, const std::vector<MetricRow>& rows);

}  // namespace handsight
