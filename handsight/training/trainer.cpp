// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <optional>
#include <vector>

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>
#include <torch/utils.h>

#include "handsight/core/error.h"
#include "handsight/formats/atomic_file.h"
#include "handsight/formats/toml.h"
#include "handsight/networks/checkpoint.h"
#include "handsight/networks/network.h"
#include "handsight/reporting/run_report.h"
#include "handsight/training/feed.h"
#include "handsight/training/learners.h"
#include "handsight/training/memory.h"
#include "handsight/training/norm.h"
#include "handsight/training/phases.h"
#include "handsight/training/preparation.h"
#include "handsight/training/run_state.h"
#include "handsight/training/schedule.h"
#include "handsight/training/step.h"
#include "handsight/training/validation.h"

namespace handsight {
namespace {

using Clock = std::chrono::steady_clock;

// Predictions of a network that has hardly learned say nothing about where it will end.
constexpr std::int64_t kStepsBeforeCollapse = 100;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// What an epoch of steps came to.
struct Trained {
  StepLosses losses{};
  double seconds = 0.0;
  std::size_t pictures = 0;
};

/// With the precision in which the first of all processes computes, so that a run that goes on
/// later computes in the same.
Recipe with_one_precision(Recipe recipe, const std::string& device, Peers& peers) {
  const auto chosen = choose_precision(recipe.precision, choose_device(device));
  recipe.precision = peers.from_first(std::string(word_of(chosen)));
  return recipe;
}

/// A run in memory: everything that lives from the first epoch to the last.
class Trainer {
 public:
  Trainer(const Recipe& recipe, const TrainOptions& options, Progress& progress)
      : peers_(options.peers ? options.peers : std::make_shared<NoPeers>()),
        recipe_(with_one_precision(recipe, options.device, *peers_)),
        folder_{options.folder},
        progress_(progress),
        phases_(phases_of(recipe_)),
        seed_(static_cast<std::uint64_t>(recipe.seed)),
        workshop_{.device = choose_device(options.device),
                  .precision = choose_precision(recipe_.precision, choose_device(options.device)),
                  .seed = seed_,
                  .peers = *peers_,
                  .loss_scale = loss_scale_,
                  .learners = learners_} {
    if (workshop_.precision == Precision::kFloat16) loss_scale_ = LossScale(LossScale::kStart);
    learners_ = make_learners(recipe_, phases_, seed_, workshop_.device, progress);
    // data sets that are rendered when they are first opened are rendered once
    if (!peers_->is_first()) (void)peers_->from_first("");
    for (const auto& each : phases_) prepare_phase(each);
    validation_ =
        std::make_unique<Validation>(recipe_, network(), workshop_.device, workshop_.precision);
    if (peers_->is_first()) (void)peers_->from_first("");
  }

  TrainResult run(bool resume) {
    prepare_folder(resume);
    TrainResult result;
    double training_s = 0.0;
    std::size_t images = 0;
    while (state_.epoch < total_epochs(phases_) && !out_of_patience()) {
      enter_phase();
      const auto trained = train_epoch();
      training_s += trained.seconds;
      images += trained.pictures;
      finish_epoch(trained);
    }
    result.epochs = state_.epoch;
    result.best_epoch = state_.best_epoch;
    result.best = state_.best;
    result.stopped_early = state_.epoch < total_epochs(phases_);
    result.images_per_second = training_s > 0 ? static_cast<double>(images) / training_s : 0.0;
    return result;
  }

 private:
  [[nodiscard]] Network& network() const { return network_of(learners_.front()); }

  /// Opens the data of a phase, and finds out before the first epoch what it would stumble over.
  void prepare_phase(const Recipe& each) {
    feeds_.push_back(std::make_unique<Feed>(each, seed_, peers_->rank(), peers_->size()));
    equip_learners(each, learners_);
    check_learner(each, workshop_.learner(each.learner));
    (void)make_step(each, workshop_);
    equip_learners({.learner = "none"}, learners_);
  }

  void prepare_folder(bool resume) {
    const bool there = std::filesystem::exists(folder_.state());
    if (there && !resume) {
      fail(folder_.root.string(), ": holds a run already; go on with --resume ",
           folder_.root.string(), " or choose another --out");
    }
    if (!there && resume) {
      fail(folder_.root.string(),
           ": holds no finished epoch to go on from; start the run with --out ",
           folder_.root.string());
    }
    make_folder(folder_.checkpoint("last").parent_path());
    if (there) {
      state_ = read_run_state(folder_.state());
      if (loss_scale_.active() && state_.loss_scale) loss_scale_ = LossScale(*state_.loss_scale);
      // optimisers live from the first to the last epoch of a phase
      if (now().epoch > 0) equip();
      restore_learners(folder_.state(), learners_);
      progress_.log("resumed after epoch " + std::to_string(state_.epoch));
    }
    // nobody goes on before all have seen what there is
    (void)peers_->from_first("");
    if (peers_->is_first()) write_file(folder_.recipe(), write_toml(recipe_to_json(recipe_)));
  }

  /// Where the next epoch is.
  [[nodiscard]] PhasePosition now() const { return position_of(phases_, state_.epoch); }
  [[nodiscard]] const Recipe& phase() const { return phases_[now().phase]; }

  void equip() {
    equip_learners(phase(), learners_);
    equipped_ = now().phase;
  }

  /// Changes over to the phase of the next epoch where it is another one.
  void enter_phase() {
    if (step_ && entered_ == now().phase) return;
    entered_ = now().phase;
    if (!equipped_ || *equipped_ != entered_) {
      equip();
      state_.scores.clear();
    }
    set_modes(phase(), learners_, *peers_);
    step_ = make_step(phase(), workshop_);
    if (phases_.size() > 1) {
      const auto& name = recipe_.phase[entered_].name;
      progress_.log("phase " + std::to_string(entered_ + 1) + "/" + std::to_string(phases_.size()) +
                    (name.empty() ? "" : ": " + name));
    }
  }

  [[nodiscard]] StepPosition position(std::int64_t step, std::int64_t steps) const {
    const auto epoch = now().epoch;
    const auto done = static_cast<std::int64_t>(epoch) * steps + step;
    const auto& schedule = phase().schedule;
    return {.epoch = epoch,
            .step = done,
            .progress = static_cast<double>(done) / static_cast<double>(steps),
            .rate = rate_factor(schedule, done, steps, plateau_drops(schedule, state_.scores))};
  }

  Trained train_epoch() {
    const auto start = Clock::now();
    const auto epoch = static_cast<std::size_t>(state_.epoch);
    // dropout draws from libtorch's own stream: setting it here lets a resumed run repeat it
    const auto dropout = seed_.split("dropout").split(epoch);
    torch::manual_seed(peers_->is_first()
                           ? dropout.value()
                           : dropout.split(static_cast<std::uint64_t>(peers_->rank())).value());
    set_modes(phase(), learners_, *peers_);
    const auto plan = feeds_[now().phase]->plan(epoch);
    const auto loader = feeds_[now().phase]->load(plan);
    const auto steps = static_cast<std::int64_t>(loader->batch_count());
    progress_.start(
        "epoch " + std::to_string(epoch + 1) + "/" + std::to_string(total_epochs(phases_)), steps);
    step_->begin_epoch(plan);
    LossMeans losses_so_far;
    for (std::int64_t step = 0; auto loaded = next_batch(*loader); ++step) {
      const auto losses = run_step(std::move(*loaded), position(step, steps));
      const double loss = losses.front().second;
      if (!std::isfinite(loss)) {
        fail<ModelError>("training: the loss is ", loss, " in epoch ", epoch + 1, ", step ",
                         step + 1,
                         "; lower optimizer.learning_rate, set optimizer.clip_norm or use "
                         "precision fp32; the checkpoint before it is kept");
      }
      losses_so_far.add(losses);
      char note[48];
      std::snprintf(note, sizeof note, "loss %.4f", losses_so_far.means().front().second);
      progress_.update(step + 1, note);
    }
    progress_.finish("");
    steps_of_phase_ = static_cast<std::int64_t>(now().epoch + 1) * steps;
    Trained trained{.losses = losses_so_far.means(),
                    .seconds = seconds_since(start),
                    .pictures = plan.samples.size() * static_cast<std::size_t>(peers_->size())};
    for (auto& [name, value] : trained.losses) value = peers_->average(value);
    return trained;
  }

  std::optional<LoadedBatch> next_batch(Loader& loader) const {
    try {
      return loader.next();
    } catch (const std::exception& error) {
      if (is_out_of_memory(error)) fail<ModelError>(out_of_memory_advice(phase()));
      throw;
    }
  }

  StepLosses run_step(LoadedBatch loaded, const StepPosition& position) {
    try {
      auto losses = step_->run(std::move(loaded), position);
      loss_scale_.end_step();
      return losses;
    } catch (const Error&) {
      throw;
    } catch (const std::exception& error) {
      if (is_out_of_memory(error)) fail<ModelError>(out_of_memory_advice(phase()));
      throw;
    }
  }

  /// Running statistics are those of the pictures that each process saw; the first one's would do,
  /// but their mean is nearer to the truth.
  void average_statistics() {
    if (peers_->size() == 1) return;
    for (const auto& learner : learners_) {
      if (!learner.optimizer) continue;
      std::vector<at::Tensor> statistics;
      for (const auto& buffer : learner.module->buffers()) {
        if (buffer.is_floating_point()) statistics.push_back(buffer);
      }
      const torch::NoGradGuard no_grad;
      peers_->average(statistics);
    }
  }

  void reestimate(Learner& learner) {
    if (phase().norm.reestimate == 0) return;
    const Preparation prepare(phase(), workshop_.device);
    const auto plan = feeds_[now().phase]->plan(static_cast<std::size_t>(state_.epoch));
    const auto loader = feeds_[now().phase]->load(plan);
    auto& module = network_of(learner);
    reestimate_norm(module, phase().norm, [&] {
      auto loaded = loader->next();
      if (!loaded) return false;
      (void)module.forward(prepare(std::move(*loaded)).input);
      return true;
    });
  }

  /// The loss of the last step was still a number; what that step made of the weights need not be.
  void require_finite_weights() const {
    for (const auto& learner : learners_) {
      if (!learner.optimizer) continue;
      for (const auto& [name, value] : module_tensors(*learner.module)) {
        if (!value.is_floating_point() || value.isfinite().all().item<bool>()) continue;
        fail<ModelError>(
            "training: '", name, "' of the ", learner.role, " is no longer a number after epoch ",
            state_.epoch + 1,
            "; lower optimizer.learning_rate, set optimizer.clip_norm or use precision "
            "fp32; the checkpoint before it is kept");
      }
    }
  }

  void finish_epoch(const Trained& trained) {
    require_finite_weights();
    const auto current = phase();
    auto& learner = workshop_.learner(current.learner);
    average_statistics();
    if (learner.average) learner.average->swap(*learner.module);
    reestimate(learner);
    const auto validated = validate(learner, current, trained.losses.front().second);
    ++state_.epoch;
    MetricRow row{{"epoch", state_.epoch}};
    row.insert(row.end(), trained.losses.begin(), trained.losses.end());
    row.insert(row.end(), validated.row.begin(), validated.row.end());
    state_.history.push_back(row);
    state_.scores.push_back(validated.score);
    const bool main = current.learner == kNetworkRole;
    // a score is not a number while the validation data do not define it
    const bool better = main && (state_.best_epoch == 0 || std::isnan(state_.best) ||
                                 validated.score > state_.best);
    if (better) {
      state_.best = validated.score;
      state_.best_epoch = state_.epoch;
    }
    state_.collapsed_epochs = validated.collapse.empty() ? 0 : state_.collapsed_epochs + 1;
    write_checkpoints(row, current, better);
    if (learner.average) learner.average->swap(*learner.module);
    if (peers_->is_first()) {
      write_metrics(folder_.metrics(), state_.history);
      if (loss_scale_.active()) state_.loss_scale = loss_scale_.state();
      save_run_state(folder_.state(), state_, learners_);
      write_run_report(folder_.root);
      report(trained, validated.score, better);
    }
    stop_if_collapsed(current, validated.collapse);
  }

  /// The first process measures, the others learn the result from it.
  Validated validate(Learner& learner, const Recipe& current, double training_loss) {
    Json text;
    if (peers_->is_first()) {
      const auto validated =
          validation_->run(network_of(learner), current, training_loss, progress_);
      if (peers_->size() == 1) return validated;
      text = to_json(validated);
    }
    return validated_from_json(Json::parse(peers_->from_first(text.dump())));
  }

  void write_checkpoints(const MetricRow& row, const Recipe& current, bool better) const {
    if (!peers_->is_first()) return;
    if (current.learner == kTeacherRole) {
      const auto& teacher = network_of(workshop_.learner(kTeacherRole));
      save_checkpoint(folder_.checkpoint("teacher"), teacher,
                      checkpoint_info(recipe_, recipe_.teacher, teacher, row));
      return;
    }
    const auto info = checkpoint_info(recipe_, recipe_.network, network(), row);
    if (better) save_checkpoint(folder_.checkpoint("best"), network(), info);
    save_checkpoint(folder_.checkpoint("last"), network(), info);
  }

  void report(const Trained& trained, double score, bool better) {
    char line[256];
    std::snprintf(line, sizeof line, "epoch %d/%d  loss %.4f  %.1f images/s  %s %.4f%s",
                  state_.epoch, total_epochs(phases_), trained.losses.front().second,
                  static_cast<double>(trained.pictures) / trained.seconds,
                  validation_->by_loss() ? "-loss" : recipe_.select.metric.c_str(), score,
                  better ? "  best so far" : "");
    progress_.log(line);
  }

  /// Only the last phase ends before its time: the others prepare it.
  [[nodiscard]] bool out_of_patience() const {
    const auto patience = static_cast<std::ptrdiff_t>(phases_.back().schedule.patience);
    if (patience == 0 || state_.scores.empty() || now().phase + 1 != phases_.size()) return false;
    if (now().epoch == 0) return false;
    const auto best = std::max_element(state_.scores.begin(), state_.scores.end());
    return state_.scores.end() - best - 1 >= patience;
  }

  void stop_if_collapsed(const Recipe& current, const std::string& reason) const {
    const int limit = current.schedule.collapse_epochs;
    if (limit == 0 || state_.collapsed_epochs < limit || steps_of_phase_ < kStepsBeforeCollapse) {
      return;
    }
    fail<ModelError>("training: the network has collapsed: after epoch ", state_.epoch, " ", reason,
                     ", for ", state_.collapsed_epochs,
                     " epochs; try a lower optimizer.learning_rate or other losses, or go on all "
                     "the same with --set schedule.collapse_epochs=0");
  }

  std::shared_ptr<Peers> peers_;
  Recipe recipe_;
  RunFolder folder_;
  Progress& progress_;
  std::vector<Recipe> phases_;
  Seed seed_;
  std::vector<Learner> learners_{};
  LossScale loss_scale_{};
  Workshop workshop_;
  std::unique_ptr<Validation> validation_{};
  std::vector<std::unique_ptr<Feed>> feeds_{};  // of the phases
  std::unique_ptr<Step> step_{};
  std::optional<std::size_t> equipped_{};
  std::size_t entered_ = 0;
  std::int64_t steps_of_phase_ = 0;
  RunState state_{};
};

}  // namespace

TrainResult train(const Recipe& recipe, const TrainOptions& options, Progress& progress) {
  return Trainer(recipe, options, progress).run(options.resume);
}

}  // namespace handsight
