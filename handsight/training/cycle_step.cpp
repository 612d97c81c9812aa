// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <ATen/ATen.h>

#include "handsight/core/error.h"
#include "handsight/losses/adversarial.h"
#include "handsight/losses/objective.h"
#include "handsight/networks/discriminator.h"
#include "handsight/networks/network.h"
#include "handsight/training/history.h"
#include "handsight/training/preparation.h"
#include "handsight/training/step.h"

namespace handsight {
namespace {

/// One of the two discriminators: what a generator learns from it, and its own step.
class Judge {
 public:
  Judge(const Recipe& phase, const Workshop& workshop, std::string_view role)
      : options_(phase.cycle),
        kind_(phase.cycle.gan == "least_squares" ? AdversarialKind::kLeastSquares
                                                 : AdversarialKind::kLogistic),
        workshop_(workshop),
        learner_(workshop.learner(role)),
        seed_(workshop.seed.split(role)),
        history_(static_cast<std::size_t>(phase.cycle.history)) {}

  void begin_epoch() { history_.clear(); }

  [[nodiscard]] at::Tensor generator_term(const at::Tensor& made) const {
    return generator_loss(kind_, module().forward(made));
  }

  /// A step on real and made maps; none while it is right more often than the options allow.
  double train(const at::Tensor& real, const at::Tensor& made, const StepPosition& position,
               double learning_rate) {
    const auto shown =
        history_.exchange(made.detach(), seed_.split(static_cast<std::uint64_t>(position.step)));
    learner_.module->zero_grad();
    const auto on_real = module().forward(real.detach());
    const auto on_made = module().forward(shown);
    const auto loss = discriminator_loss(kind_, on_real, on_made);
    const double accuracy =
        workshop_.peers.average(discriminator_accuracy(kind_, on_real, on_made));
    if (learner_.optimizer && accuracy <= options_.pause_accuracy) {
      workshop_.loss_scale.scaled(loss).backward();
      update(learner_, learning_rate, workshop_.peers, workshop_.loss_scale);
    }
    return loss.item<double>();
  }

 private:
  [[nodiscard]] Discriminator& module() const {
    return static_cast<Discriminator&>(*learner_.module);
  }

  CycleOptions options_;
  AdversarialKind kind_;
  const Workshop& workshop_;
  Learner& learner_;
  Seed seed_;
  History history_;
};

/// CycleGAN between pictures (x, in [-1, 1]) and labels (y): `network` makes labels of pictures,
/// the generator pictures of labels, a judge each tells the results from real ones. Part of a batch
/// are pairs, on which both also learn directly. Zhu et al., ICCV 2017.
class CycleStep final : public Step {
 public:
  CycleStep(const Recipe& phase, const Workshop& workshop)
      : phase_(phase),
        options_(phase.cycle),
        workshop_(workshop),
        to_labels_(workshop.learner(kNetworkRole)),
        to_pictures_(workshop.learner(kGeneratorRole)),
        outputs_(network_of(to_labels_).outputs()),
        prepare_(phase, workshop.device),
        objective_(make_objective(phase, network_of(to_labels_))),
        picture_judge_(phase, workshop, kPictureJudgeRole),
        label_judge_(phase, workshop, kLabelJudgeRole) {}

  void begin_epoch(const EpochPlan&) override {
    picture_judge_.begin_epoch();
    label_judge_.begin_epoch();
  }

  StepLosses run(LoadedBatch loaded, const StepPosition& position) override {
    const auto prepared = prepare_(std::move(loaded));
    const auto pairs = pairs_of(prepared);
    const auto pictures = prepared.input;
    const auto labels = mixed_labels(prepared, pairs);
    to_labels_.optimizer->zero_grad();
    to_pictures_.optimizer->zero_grad();

    const auto logits = forward(to_labels_, pictures);
    const auto made_labels = probabilities(logits);
    const auto made_pictures = forward(to_pictures_, labels.maps);
    auto supervised = at::zeros({}, logits.options());
    if (pairs > 0 && options_.supervised > 0) {
      supervised = objective_(logits.slice(0, 0, pairs), slice(prepared, 0, pairs).batch) +
                   at::l1_loss(made_pictures.slice(0, 0, pairs), pictures.slice(0, 0, pairs));
    }
    auto circle = at::zeros({}, logits.options());
    if (options_.cycle > 0) {
      circle = cycle_loss(forward(to_pictures_, made_labels), pictures) +
               objective_(forward(to_labels_, made_pictures), labels.batch);
    }
    const double weight = adversarial_weight(position);
    auto adversarial = at::zeros({}, logits.options());
    if (weight > 0) {
      adversarial =
          label_judge_.generator_term(made_labels) + picture_judge_.generator_term(made_pictures);
    }
    const auto total =
        options_.supervised * supervised + options_.cycle * circle + weight * adversarial;
    const auto value = total.item<double>();
    if (!std::isfinite(value)) return {{"loss", value}};
    workshop_.loss_scale.scaled(total).backward();
    const double rate = phase_.optimizer.learning_rate * position.rate;
    update(to_labels_, rate, workshop_.peers, workshop_.loss_scale);
    update(to_pictures_, rate, workshop_.peers, workshop_.loss_scale);
    if (to_labels_.average) to_labels_.average->update(*to_labels_.module, position.step);
    StepLosses losses{{"loss", value},
                      {"loss.supervised", supervised.item<double>()},
                      {"loss.cycle", circle.item<double>()},
                      {"loss.adversarial", adversarial.item<double>()}};
    if (weight > 0) {
      const double judge_rate = rate * options_.discriminator_rate;
      losses.emplace_back("loss.label_judge",
                          label_judge_.train(labels.maps, made_labels, position, judge_rate));
      losses.emplace_back("loss.picture_judge",
                          picture_judge_.train(pictures, made_pictures, position, judge_rate));
    }
    return losses;
  }

 private:
  struct Labels {
    at::Tensor maps;  ///< N K H W, one-hot
    Batch batch;
  };

  [[nodiscard]] std::int64_t pairs_of(const Prepared& prepared) const {
    return std::llround(options_.paired_share * static_cast<double>(prepared.input.size(0)));
  }

  /// The labels of the batch; behind the pairs each picture gets its neighbour's.
  [[nodiscard]] Labels mixed_labels(const Prepared& prepared, std::int64_t pairs) const {
    const auto size = prepared.input.size(0);
    std::vector<std::int64_t> order;
    for (std::int64_t i = 0; i < size; ++i) {
      order.push_back(i < pairs ? i : pairs + (i - pairs + 1) % (size - pairs));
    }
    Labels labels{.maps = {}, .batch = select_samples(prepared.batch, order)};
    std::vector<at::Tensor> maps;
    for (const auto& output : outputs_) {
      const auto map = target_of(output, labels.batch).labels;
      maps.push_back(smoothed_one_hot(map.unsqueeze(1), output.channels, 1.0));
    }
    labels.maps = at::cat(maps, 1).contiguous(at::MemoryFormat::ChannelsLast);
    return labels;
  }

  [[nodiscard]] at::Tensor probabilities(const at::Tensor& logits) const {
    return group_probabilities(logits, static_cast<std::int64_t>(outputs_.size()));
  }

  at::Tensor forward(const Learner& learner, const at::Tensor& input) const {
    const AutocastScope autocast(workshop_.precision, workshop_.device);
    return network_of(learner).forward(input).to(at::kFloat);
  }

  [[nodiscard]] double adversarial_weight(const StepPosition& position) const {
    if (options_.ramp_epochs == 0) return options_.adversarial;
    return options_.adversarial * std::min(1.0, position.progress / options_.ramp_epochs);
  }

  Recipe phase_;
  CycleOptions options_;
  const Workshop& workshop_;
  Learner& to_labels_;
  Learner& to_pictures_;
  std::vector<OutputMap> outputs_;
  Preparation prepare_;
  Objective objective_;
  Judge picture_judge_;
  Judge label_judge_;
};

}  // namespace

std::unique_ptr<Step> make_cycle_step(const Recipe& phase, const Workshop& workshop) {
  return std::make_unique<CycleStep>(phase, workshop);
}

}  // namespace handsight
