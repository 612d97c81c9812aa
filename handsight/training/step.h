// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "handsight/core/seed.h"
#include "handsight/tensors/autocast.h"
#include "handsight/tensors/loader.h"
#include "handsight/training/learner.h"
#include "handsight/training/peers.h"
#include "handsight/training/recipe.h"

namespace handsight {

/// Named numbers of one step; the first is "loss", which the network minimises.
using StepLosses = std::vector<std::pair<std::string, double>>;

/// Means of the losses of several steps, in the order in which they first appear.
class LossMeans {
 public:
  void add(const StepLosses& losses);
  [[nodiscard]] StepLosses means() const;

 private:
  StepLosses sums_{};
  std::int64_t count_ = 0;
};

/// Where a step is in its phase.
struct StepPosition {
  int epoch = 0;          ///< of the phase, from 0
  std::int64_t step = 0;  ///< of the phase, from 0
  double progress = 0.0;  ///< epochs of the phase that are behind, with fractions
  double rate = 1.0;      ///< factor of the schedule on every learning rate
};

/// Samples of an epoch in their order. Of clips: batches of `batch_size` videos, one clip of each
/// after the other, and for each clip whether it begins a video.
struct EpochPlan {
  std::vector<SampleRef> samples{};
  std::vector<bool> clip_starts{};
};

/// What a batch does to the networks in a phase.
class Step {
 public:
  virtual ~Step() = default;
  virtual void begin_epoch(const EpochPlan& plan) = 0;
  /// Where the loss is not a number, nothing has been changed.
  virtual StepLosses run(LoadedBatch loaded, const StepPosition& position) = 0;
};

/// What steps work with; it outlives them.
struct Workshop {
  at::Device device;
  Precision precision;
  Seed seed;
  Peers& peers;
  LossScale& loss_scale;
  std::vector<Learner>& learners;

  /// The learner of a role that is there.
  [[nodiscard]] Learner& learner(std::string_view role) const;
};

// Roles of learners.
inline constexpr std::string_view kNetworkRole = "network";
inline constexpr std::string_view kTeacherRole = "teacher";
inline constexpr std::string_view kDiscriminatorRole = "discriminator";
inline constexpr std::string_view kGeneratorRole = "generator";
inline constexpr std::string_view kPictureJudgeRole = "picture_judge";
inline constexpr std::string_view kLabelJudgeRole = "label_judge";

/// The step that a phase asks for: clips, a cycle, or single pictures with whatever pseudo-labels
/// and adversary it names.
[[nodiscard]] std::unique_ptr<Step> make_step(const Recipe& phase, const Workshop& workshop);

// The kinds of steps.
[[nodiscard]] std::unique_ptr<Step> make_picture_step(const Recipe& phase,
                                                      const Workshop& workshop);
[[nodiscard]] std::unique_ptr<Step> make_clip_step(const Recipe& phase, const Workshop& workshop);
[[nodiscard]] std::unique_ptr<Step> make_cycle_step(const Recipe& phase, const Workshop& workshop);

/// The losses of a recipe over the outputs of a network.
[[nodiscard]] class Objective make_objective(const Recipe& phase, const class Network& network);
/// The learner's module, which is a network.
[[nodiscard]] Network& network_of(const Learner& learner);

}  // namespace handsight
