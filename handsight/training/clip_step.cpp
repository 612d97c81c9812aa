// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <ATen/ATen.h>

#include "handsight/core/error.h"
#include "handsight/losses/objective.h"
#include "handsight/networks/recurrent.h"
#include "handsight/training/preparation.h"
#include "handsight/training/step.h"

namespace handsight {
namespace {

RecurrentNetwork& recurrent(const Learner& learner, const std::string& name) {
  auto* network = dynamic_cast<RecurrentNetwork*>(learner.module.get());
  if (network == nullptr) {
    fail("clips: network ", name, " remembers nothing between frames; set clips.length = 0");
  }
  return *network;
}

/// Clips of several videos side by side: truncated back-propagation through time.
class ClipStep final : public Step {
 public:
  ClipStep(const Recipe& phase, const Workshop& workshop)
      : phase_(phase),
        workshop_(workshop),
        learner_(workshop.learner(phase.learner)),
        network_(recurrent(learner_, phase.network.name)),
        prepare_(phase, workshop.device),
        objective_(make_objective(phase, network_)) {
    if (phase.schedule.accumulate != 1) fail("schedule: accumulate does not go with clips");
  }

  void begin_epoch(const EpochPlan& plan) override {
    starts_ = plan.clip_starts;
    next_start_ = 0;
    state_.clear();
  }

  StepLosses run(LoadedBatch loaded, const StepPosition& position) override {
    const auto prepared = prepare_(std::move(loaded));
    const auto length = static_cast<std::int64_t>(phase_.clips.length);
    const auto videos = prepared.input.size(0) / length;
    auto state = cleared(state_, videos);
    learner_.optimizer->zero_grad();
    at::Tensor total;
    for (std::int64_t t = 0; t < length; ++t) {
      const auto frame = every(prepared, t, length);
      const auto input = drop_frames(frame.input, position.step * length + t);
      const AutocastScope autocast(workshop_.precision, workshop_.device);
      const auto result = network_.step(input, state);
      state = result.state;
      const auto loss = objective_(result.logits.to(at::kFloat), frame.batch);
      total = total.defined() ? total + loss : loss;
    }
    total = total / static_cast<double>(length);
    const auto value = total.item<double>();
    if (!std::isfinite(value)) return {{"loss", value}};
    workshop_.loss_scale.scaled(total).backward();
    state_ = detached(state);
    update(learner_, phase_.optimizer.learning_rate * position.rate, workshop_.peers,
           workshop_.loss_scale);
    if (learner_.average) learner_.average->update(*learner_.module, position.step);
    return {{"loss", value}};
  }

 private:
  /// Frame t of every clip; clips lie one after the other.
  static Prepared every(const Prepared& prepared, std::int64_t t, std::int64_t length) {
    Prepared frame = prepared;
    const auto pick = [&](const at::Tensor& tensor) {
      return tensor.slice(0, t, tensor.size(0), length);
    };
    frame.input = pick(frame.input).contiguous(at::MemoryFormat::ChannelsLast);
    for_each_tensor(frame.batch, [&](at::Tensor& tensor) { tensor = pick(tensor); });
    frame.batch.ids.clear();
    for (auto i = static_cast<std::size_t>(t); i < prepared.batch.ids.size();
         i += static_cast<std::size_t>(length)) {
      frame.batch.ids.push_back(prepared.batch.ids[i]);
    }
    return frame;
  }

  /// The state with zeros for the clips that begin a video.
  RecurrentState cleared(const RecurrentState& state, std::int64_t videos) {
    std::vector<float> keep;
    for (std::int64_t i = 0; i < videos; ++i) {
      const bool starts = starts_.at(next_start_++) || !phase_.clips.carry;
      keep.push_back(starts ? 0.0F : 1.0F);
    }
    return where_kept(state, at::tensor(keep));
  }

  at::Tensor drop_frames(const at::Tensor& input, std::int64_t moment) const {
    if (phase_.clips.frame_dropout == 0) return input;
    Random random(workshop_.seed.split("frames").split(static_cast<std::uint64_t>(moment)));
    std::vector<float> keep;
    for (std::int64_t i = 0; i < input.size(0); ++i) {
      keep.push_back(random.chance(phase_.clips.frame_dropout) ? 0.0F : 1.0F);
    }
    return input * at::tensor(keep).to(input.device()).view({-1, 1, 1, 1});
  }

  Recipe phase_;
  const Workshop& workshop_;
  Learner& learner_;
  RecurrentNetwork& network_;
  Preparation prepare_;
  Objective objective_;
  RecurrentState state_{};
  std::vector<bool> starts_{};
  std::size_t next_start_ = 0;
};

}  // namespace

std::unique_ptr<Step> make_clip_step(const Recipe& phase, const Workshop& workshop) {
  return std::make_unique<ClipStep>(phase, workshop);
}

}  // namespace handsight
