// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "handsight/core/progress.h"
#include "handsight/training/recipe.h"

namespace handsight {

struct TrainOptions {
  std::filesystem::path folder;  ///< of the run; made when it is not there
  bool resume = false;           ///< go on from the folder's last checkpoint
  std::string device = "cpu";
};

struct TrainResult {
  int epochs = 0;  ///< finished, those before a resume included
  int best_epoch = 0;
  double best = 0.0;  ///< of recipe.select.metric; minus the loss when that chooses
  bool stopped_early = false;
  double images_per_second = 0.0;  ///< of the training steps, over this call
};

/// Trains `recipe` and writes the run folder: recipe.toml, metrics.csv and
/// checkpoints/{last,best}.safetensors, each file whole at every moment. An epoch is the interval
/// of the checkpoints: a run that is killed goes on from the last finished epoch.
///
/// Throws InvalidArgument when the folder already holds a run and `resume` is not set (or the other
/// way round), ModelError when the loss is no longer a number, FileError when data cannot be read
/// or the disk is full; the last good checkpoint stays.
TrainResult train(const Recipe& recipe, const TrainOptions& options, Progress& progress);

}  // namespace handsight
