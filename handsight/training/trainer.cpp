// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <memory>
#include <set>
#include <vector>

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>
#include <torch/utils.h>

#include "handsight/core/error.h"
#include "handsight/formats/atomic_file.h"
#include "handsight/formats/toml.h"
#include "handsight/losses/loss.h"
#include "handsight/networks/checkpoint.h"
#include "handsight/networks/weights.h"
#include "handsight/tensors/augmentation.h"
#include "handsight/tensors/autocast.h"
#include "handsight/tensors/loader.h"
#include "handsight/training/evaluation.h"
#include "handsight/training/run_state.h"
#include "handsight/training/sources.h"

namespace handsight {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

struct WeightedLoss {
  Loss loss;
  double weight;
};

/// A run in memory: everything that lives from the first epoch to the last.
class Trainer {
 public:
  Trainer(const Recipe& recipe, const TrainOptions& options, Progress& progress)
      : recipe_(recipe),
        folder_{options.folder},
        progress_(progress),
        device_(choose_device(options.device)),
        precision_(choose_precision(recipe.precision, device_)),
        seed_(static_cast<std::uint64_t>(recipe.seed)) {
    for (const auto& unit : recipe.loss) {
      losses_.push_back({make_loss(unit.name, unit.options ? *unit.options : Json()), unit.weight});
    }
    for (const auto& unit : recipe.augment) {
      augmentations_.push_back(make_augmentation(unit.name, unit.options ? *unit.options : Json()));
    }
    build_network();
    training_ = open_training_data(recipe);
    validation_ = open_validation_data(recipe);
    check_selection();
  }

  TrainResult run(bool resume) {
    prepare_folder(resume);
    TrainResult result;
    double training_s = 0.0;
    std::size_t images = 0;
    while (state_.epoch < recipe_.schedule.epochs && !out_of_patience()) {
      const auto start = Clock::now();
      const double loss = train_epoch();
      training_s += seconds_since(start);
      images += pictures_an_epoch();
      finish_epoch(loss, static_cast<double>(pictures_an_epoch()) / seconds_since(start));
    }
    result.epochs = state_.epoch;
    result.best_epoch = state_.best_epoch;
    result.best = state_.best;
    result.stopped_early = state_.epoch < recipe_.schedule.epochs;
    result.images_per_second = training_s > 0 ? static_cast<double>(images) / training_s : 0.0;
    return result;
  }

 private:
  void build_network() {
    torch::manual_seed(seed_.split("network").value());
    const auto& choice = recipe_.network;
    network_ = find_network(choice.name).make(choice.options ? *choice.options : Json());
    std::set<std::string> pretrained;
    if (!choice.weights.empty()) {
      const auto report = load_weights(*network_, WeightFile(choice.weights), Misfit::kAdapt);
      if (report.loaded.empty()) {
        fail<ModelError>(choice.weights, ": no tensor in it fits network ", choice.name);
      }
      pretrained.insert(report.loaded.begin(), report.loaded.end());
      for (const auto& line : report.adapted) progress_.log("weights: " + line);
      progress_.log("weights: " + std::to_string(report.loaded.size()) + " tensors from " +
                    choice.weights + ", " + std::to_string(report.missing.size()) +
                    " start at random, " + std::to_string(report.unexpected.size()) +
                    " in the file are not used");
    }
    network_->to(device_);
    to_channels_last();
    std::vector<NamedParameter> parameters;
    for (const auto& item : network_->named_parameters()) {
      parameters.push_back(
          {.name = item.key(),
           .value = item.value(),
           .rate = pretrained.contains(item.key()) ? recipe_.optimizer.pretrained_rate : 1.0});
    }
    optimizer_ = std::make_unique<Optimizer>(std::move(parameters), recipe_.optimizer);
    if (recipe_.schedule.ema > 0) {
      average_ = std::make_unique<WeightAverage>(*network_, recipe_.schedule.ema);
    }
  }

  // Convolutions are several times faster on channels-last weights and images.
  void to_channels_last() {
    for (auto& parameter : network_->parameters()) {
      if (parameter.dim() == 4) {
        parameter.set_data(parameter.contiguous(at::MemoryFormat::ChannelsLast));
      }
    }
  }

  /// Finds out before the first epoch whether select.data and select.metric exist.
  void check_selection() const {
    const auto& select = recipe_.select;
    std::string sources;
    bool found = select.data.empty();
    for (const auto& set : validation_) {
      found = found || set.name == select.data;
      sources += (sources.empty() ? "" : ", ") + set.name;
    }
    if (!found) {
      fail("select.data: '", select.data, "' is not validated on; there is: ", sources);
    }
    if (validation_.empty() || select.metric == "loss") return;
    std::string metrics = "loss";
    for (const auto& value : measure({{.id = "", .confusion = {}}}, "")) {
      if (value.name == select.metric) return;
      metrics += ", " + value.name;
    }
    fail("select.metric: no '", select.metric, "'; there is: ", metrics);
  }

  void prepare_folder(bool resume) {
    const bool there = std::filesystem::exists(folder_.state());
    if (there && !resume) {
      fail(folder_.root.string(), ": holds a run already; go on with --resume ",
           folder_.root.string(), " or choose another --out");
    }
    make_folder(folder_.checkpoint("last").parent_path());
    if (there) {
      state_ = load_run_state(folder_.state(), *network_, average_.get(), *optimizer_);
      progress_.log("resumed after epoch " + std::to_string(state_.epoch));
    }
    write_file(folder_.recipe(), write_toml(recipe_to_json(recipe_)));
  }

  std::size_t pictures_an_epoch() const {
    return training_->epoch_size() * (recipe_.schedule.append_augmented ? 2 : 1);
  }

  LoaderOptions loader_options() const {
    return {
        .fit = {.height = recipe_.input.height,
                .width = recipe_.input.width,
                .fit = recipe_.input.fit == "stretch" ? Fit::kStretch : Fit::kLetterBox},
        .batch_size = static_cast<std::size_t>(recipe_.schedule.batch_size),
        .workers = recipe_.schedule.workers,
        .drop_last = pictures_an_epoch() > static_cast<std::size_t>(recipe_.schedule.batch_size)};
  }

  /// Mean loss over the epoch.
  double train_epoch() {
    const auto epoch = static_cast<std::size_t>(state_.epoch);
    // dropout draws from libtorch's own stream: setting it here lets a resumed run repeat it
    torch::manual_seed(seed_.split("dropout").split(epoch).value());
    network_->train();
    auto plan = training_->plan(epoch, seed_.split("data"));
    if (recipe_.schedule.append_augmented) {
      plan = with_augmented_copies(std::move(plan), seed_.split("copies").split(epoch));
    }
    Loader loader(training_, std::move(plan), loader_options());
    const auto steps = static_cast<std::int64_t>(loader.batch_count());
    progress_.start(
        "epoch " + std::to_string(epoch + 1) + "/" + std::to_string(recipe_.schedule.epochs),
        steps);
    double sum = 0.0;
    std::int64_t step = 0;
    while (auto loaded = loader.next()) {
      const auto total_step = static_cast<std::int64_t>(epoch) * steps + step;
      const double loss = train_step(*loaded, total_step, steps);
      if (!std::isfinite(loss)) {
        fail<ModelError>("training: the loss is ", loss, " in epoch ", epoch + 1, ", step ",
                         step + 1,
                         "; lower optimizer.learning_rate, set optimizer.clip_norm or use "
                         "precision fp32; the checkpoint before it is kept");
      }
      sum += loss;
      ++step;
      char note[48];
      std::snprintf(note, sizeof note, "loss %.4f", sum / static_cast<double>(step));
      progress_.update(step, note);
    }
    progress_.finish("");
    return sum / static_cast<double>(std::max<std::int64_t>(step, 1));
  }

  /// The chosen samples augmented, the others as they are.
  Batch augment(Batch batch, const LoadedBatch& loaded) const {
    if (augmentations_.empty() || loaded.augmented.empty()) return batch;
    const bool all = loaded.augmented.size() == loaded.seeds.size();
    auto part = all ? batch : select_samples(batch, loaded.augmented);
    for (std::size_t a = 0; a < augmentations_.size(); ++a) {
      std::vector<Seed> seeds;
      for (const auto i : loaded.augmented) {
        seeds.push_back(loaded.seeds[static_cast<std::size_t>(i)].split(a));
      }
      part = augmentations_[a](std::move(part), seeds);
    }
    return all ? part : replace_samples(std::move(batch), loaded.augmented, part);
  }

  double train_step(LoadedBatch& loaded, std::int64_t step, std::int64_t steps_per_epoch) {
    auto batch = std::move(loaded.batch);
    if (!batch.mask.defined()) fail<FileError>(batch.ids.front(), ": no mask to learn from");
    batch.image = batch.image.to(device_).to(at::kFloat).div_(255);
    batch.mask = batch.mask.to(device_);
    batch = augment(std::move(batch), loaded);
    const auto input = normalise(batch.image, recipe_.input.mean, recipe_.input.std)
                           .contiguous(at::MemoryFormat::ChannelsLast);
    const auto target = batch.mask.to(at::kLong);
    optimizer_->zero_grad();
    at::Tensor total;
    {
      const AutocastScope autocast(precision_, device_);
      const auto logits = network_->forward(input).to(at::kFloat);
      for (const auto& [loss, weight] : losses_) {
        const auto term = loss(logits, target) * weight;
        total = total.defined() ? total + term : term;
      }
    }
    const auto value = total.item<double>();
    if (!std::isfinite(value)) return value;  // before it reaches the weights
    total.backward();
    optimizer_->step(recipe_.optimizer.learning_rate *
                     rate_factor(recipe_.schedule, step, steps_per_epoch));
    if (average_) average_->update(*network_, step);
    return value;
  }

  MetricRow validate() {
    MetricRow row;
    const PredictOptions options{
        .normalisation = {.mean = recipe_.input.mean, .std = recipe_.input.std},
        .longest_px = std::max(recipe_.input.height, recipe_.input.width),
        .precision = precision_};
    for (const auto& set : validation_) {
      const auto scores = score_pictures(*network_, *set.dataset, options, progress_);
      for (const auto& value : measure(scores, "")) {
        row.emplace_back(set.name + "/" + value.name, value.value);
      }
    }
    return row;
  }

  void finish_epoch(double loss, double images_per_second) {
    ++state_.epoch;
    if (average_) average_->swap(*network_);
    const auto validated = validate();
    MetricRow row{{"epoch", state_.epoch}, {"loss", loss}};
    row.insert(row.end(), validated.begin(), validated.end());
    state_.history.push_back(row);
    const double score = selected(row);
    const bool better = state_.best_epoch == 0 || score > state_.best;
    if (better) {
      state_.best = score;
      state_.best_epoch = state_.epoch;
    }
    const auto info = checkpoint_info(row);
    if (better) save_checkpoint(folder_.checkpoint("best"), *network_, info);
    save_checkpoint(folder_.checkpoint("last"), *network_, info);
    if (average_) average_->swap(*network_);
    write_metrics(folder_.metrics(), state_.history);
    save_run_state(folder_.state(), state_, *network_, average_.get(), *optimizer_);
    report(row, score, better, images_per_second);
  }

  /// The value that chooses the best epoch, larger being better.
  double selected(const MetricRow& row) const {
    if (validation_.empty() || recipe_.select.metric == "loss") return -row[1].second;
    const auto& data = recipe_.select.data.empty() ? validation_.front().name : recipe_.select.data;
    const auto wanted = data + "/" + recipe_.select.metric;
    return std::find_if(row.begin(), row.end(),
                        [&](const auto& pair) { return pair.first == wanted; })
        ->second;
  }

  CheckpointInfo checkpoint_info(const MetricRow& row) const {
    Json metrics = Json::object();
    for (const auto& [name, value] : row) metrics[name] = value;
    return {.network = recipe_.network.name,
            .options = recipe_.network.options,
            .classes = recipe_.classes,
            .normalisation = {.mean = recipe_.input.mean, .std = recipe_.input.std},
            .input_height = recipe_.input.height,
            .input_width = recipe_.input.width,
            .notes = {{"name", recipe_.name},
                      {"summary", recipe_.summary},
                      {"licence", recipe_.licence},
                      {"training_data", recipe_.training_data},
                      {"metrics", metrics.dump()}}};
  }

  void report(const MetricRow& row, double score, bool better, double images_per_second) {
    char line[256];
    std::snprintf(line, sizeof line, "epoch %d/%d  loss %.4f  %.1f images/s  %s %.4f%s",
                  state_.epoch, recipe_.schedule.epochs, row[1].second, images_per_second,
                  validation_.empty() ? "-loss" : recipe_.select.metric.c_str(), score,
                  better ? "  best so far" : "");
    progress_.log(line);
  }

  bool out_of_patience() const {
    const int patience = recipe_.schedule.patience;
    return patience > 0 && state_.best_epoch > 0 && state_.epoch - state_.best_epoch >= patience;
  }

  const Recipe& recipe_;
  RunFolder folder_;
  Progress& progress_;
  at::Device device_;
  Precision precision_;
  Seed seed_;
  std::vector<WeightedLoss> losses_{};
  std::vector<Augmentation> augmentations_{};
  std::shared_ptr<Network> network_{};
  std::unique_ptr<Optimizer> optimizer_{};
  std::unique_ptr<WeightAverage> average_{};
  std::shared_ptr<const Mixture> training_{};
  std::vector<NamedDataset> validation_{};
  RunState state_{};
};

}  // namespace

TrainResult train(const Recipe& recipe, const TrainOptions& options, Progress& progress) {
  return Trainer(recipe, options, progress).run(options.resume);
}

}  // namespace handsight
