// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/adversary.h"

#include <algorithm>

#include <ATen/ATen.h>

#include "handsight/core/error.h"
#include "handsight/losses/objective.h"

namespace handsight {
namespace {

constexpr auto kKind = AdversarialKind::kLogistic;

}  // namespace

Adversary::Adversary(const AdversaryOptions& options, const std::vector<OutputMap>& outputs,
                     const Workshop& workshop)
    : options_(options),
      outputs_(outputs),
      workshop_(workshop),
      learner_(workshop.learner(kDiscriminatorRole)),
      history_(static_cast<std::size_t>(options.history)) {
  for (const auto& output : outputs) {
    if (output.kind == OutputKind::kSoftmax && output.channels == outputs.front().channels)
      continue;
    fail("adversary: output '", output.name, "' is ", name_of(output.kind), " of ", output.channels,
         " channels; all outputs must be softmaxes of one number of classes");
  }
}

at::Tensor Adversary::made_maps(const at::Tensor& logits) const {
  const auto groups = static_cast<std::int64_t>(outputs_.size());
  if (options_.input == "probabilities") return group_probabilities(logits, groups);
  return logits.unflatten(1, {groups, -1}).argmax(2).to(at::kFloat);
}

at::Tensor Adversary::real_maps(const Batch& batch) const {
  std::vector<at::Tensor> labels;
  for (const auto& output : outputs_) labels.push_back(target_of(output, batch).labels);
  const auto stacked = at::stack(labels, 1);
  if (options_.input == "probabilities") {
    return smoothed_one_hot(stacked, outputs_.front().channels, 1.0 - options_.smoothing);
  }
  return stacked.masked_fill(stacked.eq(kIgnore), 0).to(at::kFloat);
}

// The same noise on both sides leaves nothing to tell them by but their shapes.
at::Tensor Adversary::noisy(const at::Tensor& maps) const {
  return options_.noise > 0 ? maps + options_.noise * at::randn_like(maps) : maps;
}

Discriminator& Adversary::judge() const { return static_cast<Discriminator&>(*learner_.module); }

at::Tensor Adversary::term(const at::Tensor& logits) {
  return options_.weight * generator_loss(kKind, judge().forward(noisy(made_maps(logits))));
}

double Adversary::train(const at::Tensor& logits, const Batch& batch,
                        const StepPosition& position) {
  const auto seed =
      workshop_.seed.split("history").split(static_cast<std::uint64_t>(position.step));
  const auto made = history_.exchange(made_maps(logits.detach()), seed);
  // the network's own step left gradients here
  learner_.module->zero_grad();
  const auto loss = discriminator_loss(kKind, judge().forward(noisy(real_maps(batch))),
                                       judge().forward(noisy(made)));
  const double value = workshop_.peers.average(loss.item<double>());
  if (!learner_.optimizer || value < options_.pause_below) return value;
  workshop_.loss_scale.scaled(loss).backward();
  update(learner_, options_.learning_rate * position.rate, workshop_.peers, workshop_.loss_scale);
  return value;
}

OptimizerOptions adversary_optimizer(const AdversaryOptions& options) {
  return {.name = "adam",
          .learning_rate = options.learning_rate,
          .beta1 = options.beta1,
          .beta2 = options.beta2};
}

}  // namespace handsight
