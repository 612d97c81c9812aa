// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <optional>

#include <ATen/ATen.h>
#include <torch/utils.h>

#include "handsight/losses/objective.h"
#include "handsight/networks/network.h"
#include "handsight/training/adversary.h"
#include "handsight/training/norm.h"
#include "handsight/training/preparation.h"
#include "handsight/training/pseudo_labels.h"
#include "handsight/training/step.h"

namespace handsight {
namespace {

/// Single pictures with labels, of the data or of a teacher, and an adversary where there is one.
class PictureStep final : public Step {
 public:
  PictureStep(const Recipe& phase, const Workshop& workshop)
      : phase_(phase),
        workshop_(workshop),
        learner_(workshop.learner(phase.learner)),
        prepare_(phase, workshop.device),
        objective_(make_objective(phase, network_of(learner_))) {
    if (!phase.adversary.discriminator.empty()) {
      adversary_.emplace(phase.adversary, network_of(learner_).outputs(), workshop_);
    }
  }

  void begin_epoch(const EpochPlan&) override {
    if (adversary_) adversary_->begin_epoch();
  }

  StepLosses run(LoadedBatch loaded, const StepPosition& position) override {
    auto prepared = prepare_(std::move(loaded));
    if (phase_.pseudo.source != "none") prepared = relabel(prepared);
    learner_.optimizer->zero_grad();
    Losses sum;
    const auto size = prepared.input.size(0);
    const auto pieces = std::min<std::int64_t>(phase_.schedule.accumulate, size);
    for (std::int64_t piece = 0; piece < pieces; ++piece) {
      const auto first = size * piece / pieces;
      const auto last = size * (piece + 1) / pieces;
      learn(pieces == 1 ? prepared : slice(prepared, first, last),
            static_cast<double>(last - first) / static_cast<double>(size), position, sum);
      if (!std::isfinite(sum.loss)) return {{"loss", sum.loss}};
    }
    update(learner_, phase_.optimizer.learning_rate * position.rate, workshop_.peers,
           workshop_.loss_scale);
    if (learner_.average) learner_.average->update(*learner_.module, position.step);
    StepLosses losses{{"loss", sum.loss}};
    if (adversary_) {
      losses.emplace_back("loss.adversarial", sum.adversarial);
      losses.emplace_back("loss.discriminator", sum.discriminator);
    }
    return losses;
  }

 private:
  struct Losses {
    double loss = 0.0;
    double adversarial = 0.0;
    double discriminator = 0.0;
  };

  at::Tensor forward(Network& network, const at::Tensor& input) const {
    const AutocastScope autocast(workshop_.precision, workshop_.device);
    return network.forward(input).to(at::kFloat);
  }

  /// Adds the gradients of one piece of a batch, and its share of the losses to `sum`.
  void learn(const Prepared& piece, double share, const StepPosition& position, Losses& sum) {
    const auto logits = forward(network_of(learner_), piece.input);
    auto total = objective_(logits, piece.batch);
    if (adversary_) {
      const auto term = adversary_->term(logits);
      sum.adversarial += share * term.item<double>();
      total = total + term;
    }
    if (share != 1.0) total = total * share;
    sum.loss += total.item<double>();
    if (!std::isfinite(sum.loss)) return;  // before it reaches the weights
    workshop_.loss_scale.scaled(total).backward();
    if (adversary_) sum.discriminator += share * adversary_->train(logits, piece.batch, position);
  }

  /// The surest pictures with labels of the teacher, or of the average of the weights.
  Prepared relabel(const Prepared& prepared) {
    const torch::NoGradGuard no_grad;
    const bool own = phase_.pseudo.source == "average";
    auto& labeller = own ? learner_ : workshop_.learner(kTeacherRole);
    auto& network = network_of(labeller);
    const bool was_training = network.is_training();
    if (own) learner_.average->swap(network);
    network.eval();
    const auto logits = forward(network, prepared.input);
    network.train(was_training);
    if (&labeller == &learner_) {
      // train() also wakes the batch normalisation that the phase keeps frozen
      apply_norm_options(network, phase_.norm, learner_.built_momenta);
    }
    if (own) learner_.average->swap(network);
    return pseudo_labelled(prepared, logits, network.outputs(), phase_.pseudo);
  }

  Recipe phase_;
  const Workshop& workshop_;
  Learner& learner_;
  Preparation prepare_;
  Objective objective_;
  std::optional<Adversary> adversary_{};
};

}  // namespace

std::unique_ptr<Step> make_picture_step(const Recipe& phase, const Workshop& workshop) {
  return std::make_unique<PictureStep>(phase, workshop);
}

}  // namespace handsight
