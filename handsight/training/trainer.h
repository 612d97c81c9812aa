// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "handsight/core/progress.h"
#include "handsight/training/peers.h"
#include "handsight/training/recipe.h"

namespace handsight {

struct TrainOptions {
  std::filesystem::path folder;  ///< of the run; made when it is not there
  bool resume = false;           ///< go on from the folder's last checkpoint
  std::string device = "cpu";
  std::shared_ptr<Peers> peers{};  ///< processes that train together; null = this one alone
};

struct TrainResult {
  int epochs = 0;  ///< finished, those before a resume included
  int best_epoch = 0;
  double best = 0.0;  ///< of recipe.select.metric; minus the loss when that chooses
  bool stopped_early = false;
  double images_per_second = 0.0;  ///< of the training steps, over this call
};

/// Trains `recipe` and writes the run folder: recipe.toml, metrics.csv and
/// checkpoints/{last,best}.safetensors (and teacher.safetensors where a phase trains one), each
/// file whole at every moment. An epoch is the interval of the checkpoints: a run that is killed
/// goes on from the last finished epoch, with any number of processes.
///
/// Several processes see the same run folder; the first one writes it. They go through the batches
/// of one process, each through its part, and average gradients, so that the losses are the same up
/// to rounding; means over what counts in a batch (ignored pixels, batch normalisation) are taken
/// within each part.
///
/// Throws InvalidArgument when the folder already holds a run and `resume` is not set (or the other
/// way round) and when the validation data do not define recipe.select.metric, ModelError when the
/// loss or a weight is no longer a number, when the network has collapsed to one answer or memory
/// runs out, FileError when data cannot be read or the disk is full; the last good checkpoint
/// stays.
TrainResult train(const Recipe& recipe, const TrainOptions& options, Progress& progress);

}  // namespace handsight
