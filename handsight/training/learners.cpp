// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/learners.h"

#include <algorithm>
#include <string>
#include <utility>

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>
#include <torch/utils.h>

#include "handsight/core/error.h"
#include "handsight/networks/blocks/recomputable.h"
#include "handsight/networks/discriminator.h"
#include "handsight/networks/network.h"
#include "handsight/networks/weights.h"
#include "handsight/training/adversary.h"
#include "handsight/training/norm.h"
#include "handsight/training/parameters.h"
#include "handsight/training/phases.h"
#include "handsight/training/step.h"

namespace handsight {
namespace {

// Convolutions are several times faster on channels-last weights and images.
void to_channels_last(torch::nn::Module& module) {
  for (auto& parameter : module.parameters()) {
    if (parameter.dim() == 4) {
      parameter.set_data(parameter.contiguous(at::MemoryFormat::ChannelsLast));
    }
  }
}

std::set<std::string> load(torch::nn::Module& module, const NetworkChoice& choice,
                           Progress& progress) {
  if (choice.weights.empty()) return {};
  const auto report = load_weights(module, WeightFile(choice.weights), Misfit::kAdapt);
  if (report.loaded.empty()) {
    fail<ModelError>(choice.weights, ": no tensor in it fits network ", choice.name);
  }
  for (const auto& line : report.adapted) progress.log("weights: " + line);
  progress.log("weights: " + std::to_string(report.loaded.size()) + " tensors from " +
               choice.weights + ", " + std::to_string(report.missing.size()) +
               " start at random, " + std::to_string(report.unexpected.size()) +
               " in the file are not used");
  return {report.loaded.begin(), report.loaded.end()};
}

/// Builds learners one after the other, each from its own random numbers.
class Workbench {
 public:
  Workbench(Seed seed, at::Device device, Progress& progress)
      : seed_(seed), device_(device), progress_(progress) {}

  void add_network(std::string_view role, const NetworkChoice& choice) {
    torch::manual_seed(seed_.split(role).value());
    const std::shared_ptr<torch::nn::Module> module =
        find_network(choice.name).make(choice.options ? *choice.options : Json());
    auto pretrained = load(*module, choice, progress_);
    add(role, module, std::move(pretrained));
  }

  void add_discriminator(std::string_view role, const std::string& name, std::int64_t channels,
                         const std::shared_ptr<const Json>& options) {
    torch::manual_seed(seed_.split(role).value());
    const Json settings =
        laid_over(Json{{"channels", channels}}, options ? *options : Json::object());
    add(role, find_discriminator(name).make(settings), {});
  }

  [[nodiscard]] std::vector<Learner> take() { return std::move(learners_); }
  [[nodiscard]] const Learner& first() const { return learners_.front(); }

 private:
  void add(std::string_view role, std::shared_ptr<torch::nn::Module> module,
           std::set<std::string> pretrained) {
    module->to(device_);
    to_channels_last(*module);
    Learner learner;
    learner.role = role;
    learner.module = std::move(module);
    learner.pretrained = std::move(pretrained);
    learner.built_momenta = norm_momenta(*learner.module);
    learners_.push_back(std::move(learner));
  }

  Seed seed_;
  at::Device device_;
  Progress& progress_;
  std::vector<Learner> learners_{};
};

/// The first phase for which `asks` holds; null when there is none.
template <class Asks>
const Recipe* phase_that(const std::vector<Recipe>& phases, Asks asks) {
  const auto found = std::find_if(phases.begin(), phases.end(), asks);
  return found == phases.end() ? nullptr : &*found;
}

/// What a phase's learner is to `role`; null when it does not learn.
const OptimizerOptions* optimizer_of(const Recipe& phase, const std::string& role,
                                     const OptimizerOptions& adversary) {
  const bool cycle = !phase.cycle.generator.empty();
  if (role == phase.learner) return &phase.optimizer;
  if (role == kDiscriminatorRole) {
    const bool trained = !phase.adversary.discriminator.empty() && phase.adversary.trained;
    return trained ? &adversary : nullptr;
  }
  const bool of_cycle =
      role == kGeneratorRole || role == kPictureJudgeRole || role == kLabelJudgeRole;
  return cycle && of_cycle ? &phase.optimizer : nullptr;
}

}  // namespace

std::vector<Learner> make_learners(const Recipe& recipe, const std::vector<Recipe>& phases,
                                   Seed seed, at::Device device, Progress& progress) {
  Workbench bench(seed, device, progress);
  bench.add_network(kNetworkRole, recipe.network);
  const auto outputs = network_of(bench.first()).outputs();
  const auto channels = channels_of(outputs);
  if (!recipe.teacher.name.empty()) bench.add_network(kTeacherRole, recipe.teacher);
  const auto* adversarial = phase_that(
      phases, [](const Recipe& phase) { return !phase.adversary.discriminator.empty(); });
  if (adversarial != nullptr) {
    const auto& adversary = adversarial->adversary;
    const bool labels = adversary.input == "labels";
    bench.add_discriminator(kDiscriminatorRole, adversary.discriminator,
                            labels ? static_cast<std::int64_t>(outputs.size()) : channels,
                            adversary.options);
  }
  const auto* cyclic =
      phase_that(phases, [](const Recipe& phase) { return !phase.cycle.generator.empty(); });
  if (cyclic != nullptr) {
    const auto& cycle = cyclic->cycle;
    bench.add_network(kGeneratorRole, {.name = cycle.generator, .options = cycle.options});
    constexpr std::int64_t kPictureChannels = 3;
    bench.add_discriminator(kPictureJudgeRole, cycle.discriminator, kPictureChannels,
                            cycle.discriminator_options);
    bench.add_discriminator(kLabelJudgeRole, cycle.discriminator, channels,
                            cycle.discriminator_options);
  }
  return bench.take();
}

void check_learner(const Recipe& phase, const Learner& learner) {
  check_norm_options(*learner.module, phase.norm);
  if (phase.schedule.recompute && recompute_parts(*learner.module, true) == 0) {
    fail("schedule: recompute is set, but the ", learner.role,
         " has no blocks that can be computed again, as encoders have; delete it");
  }
}

void equip_learners(const Recipe& phase, std::vector<Learner>& learners) {
  const auto adversary = adversary_optimizer(phase.adversary);
  for (auto& learner : learners) {
    learner.optimizer.reset();
    learner.average.reset();
    const auto* options = optimizer_of(phase, learner.role, adversary);
    if (options == nullptr) continue;
    const bool main = learner.role == phase.learner;
    learner.optimizer = std::make_unique<Optimizer>(
        learning_parameters(*learner.module, *options,
                            main ? phase.group : std::vector<GroupOptions>{}, learner.pretrained),
        *options);
    if (main && phase.schedule.ema > 0) {
      learner.average = std::make_unique<WeightAverage>(*learner.module, phase.schedule.ema);
    }
  }
}

void set_modes(const Recipe& phase, std::vector<Learner>& learners, Peers& peers) {
  for (auto& learner : learners) {
    learner.module->train(learner.optimizer != nullptr);
    synchronise_norm(*learner.module, phase.norm, peers);
    recompute_parts(*learner.module, phase.schedule.recompute);
    if (learner.role == phase.learner) {
      apply_norm_options(*learner.module, phase.norm, learner.built_momenta);
    }
  }
}

}  // namespace handsight
