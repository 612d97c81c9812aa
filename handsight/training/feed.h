// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "handsight/core/seed.h"
#include "handsight/data/mixture.h"
#include "handsight/tensors/loader.h"
#include "handsight/training/clips.h"
#include "handsight/training/recipe.h"
#include "handsight/training/step.h"

namespace handsight {

/// The training data of a phase, of which every process of a run gets its share: each batch is cut
/// into equal parts, so that a run goes alike with any number of processes.
class Feed {
 public:
  /// Throws what opening the data throws, InvalidArgument when the batch cannot be shared evenly.
  Feed(const Recipe& phase, Seed seed, int rank, int processes);

  /// What this process sees in `epoch` of the whole run.
  [[nodiscard]] EpochPlan plan(std::size_t epoch) const;
  [[nodiscard]] std::unique_ptr<Loader> load(const EpochPlan& plan) const;

 private:
  [[nodiscard]] EpochPlan plan_pictures(std::size_t epoch) const;
  [[nodiscard]] EpochPlan share_of(const EpochPlan& plan) const;

  Recipe phase_;
  Seed seed_;
  std::size_t rank_;
  std::size_t processes_;
  std::shared_ptr<const Mixture> mixture_;
  std::vector<VideoRun> videos_{};
};

}  // namespace handsight
