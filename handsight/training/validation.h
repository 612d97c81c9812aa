// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "handsight/core/json.h"
#include "handsight/core/progress.h"
#include "handsight/networks/network.h"
#include "handsight/tensors/autocast.h"
#include "handsight/training/run_state.h"
#include "handsight/training/sources.h"
#include "handsight/training/step.h"

namespace handsight {

/// What the validation data say about a network.
struct Validated {
  MetricRow row{};         ///< "SET/loss" and "SET/PROTOCOL.VALUE"
  double score = 0.0;      ///< the value that chooses the best epoch, larger being better
  std::string collapse{};  ///< why the network is of no use; empty when it is not so
};

/// For other processes: the text of one becomes the value of another.
[[nodiscard]] Json to_json(const Validated& validated);
[[nodiscard]] Validated validated_from_json(const Json& json);

/// Measures a network after every epoch.
class Validation {
 public:
  /// Throws InvalidArgument when recipe.select names data or a metric that is not there.
  Validation(const Recipe& recipe, const Network& network, at::Device device, Precision precision);

  /// The losses of `phase` on every set that has the labels for them, in evaluation mode and
  /// without augmentation, and every protocol of the network's tasks. Videos go through recurrent
  /// networks frame by frame, in their order. The network is left as it was.
  ///
  /// training_loss  chooses the best where there is no validation data
  ///
  /// Throws InvalidArgument when no picture has the labels for what is to choose the best.
  [[nodiscard]] Validated run(Network& network, const Recipe& phase, double training_loss,
                              Progress& progress) const;

  /// Whether the loss, and not a protocol, chooses the best epoch.
  [[nodiscard]] bool by_loss() const;

 private:
  [[nodiscard]] std::optional<double> score_of(const MetricRow& row, const Recipe& phase) const;

  Recipe recipe_;
  at::Device device_;
  Precision precision_;
  std::vector<NamedDataset> sets_;
  std::vector<EpochPlan> plans_;  ///< of each set: in which order its samples are looked at
};

}  // namespace handsight
