// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/validation.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>
#include <torch/utils.h>

#include "handsight/core/error.h"
#include "handsight/losses/objective.h"
#include "handsight/networks/recurrent.h"
#include "handsight/tensors/loader.h"
#include "handsight/training/clips.h"
#include "handsight/training/collapse.h"
#include "handsight/training/evaluation.h"
#include "handsight/training/preparation.h"
#include "handsight/training/step.h"

namespace handsight {
namespace {

EvaluationOptions evaluation_options(const Recipe& recipe, Precision precision) {
  const auto& input = recipe.input;
  return {.predict = {.normalisation = {.mean = input.mean, .std = input.std},
                      .longest_px = std::max(input.height, input.width),
                      .precision = precision},
          .fit = fit_options(recipe).fit,
          .height = input.height,
          .width = input.width,
          .hand_crop = recipe.hand_crop,
          .decoding = decoding_of(pose_note_of(recipe))};
}

std::shared_ptr<const Mixture> alone(const NamedDataset& set) {
  return std::make_shared<const Mixture>(
      std::vector<MixturePart>{{.name = set.name, .dataset = set.dataset}}, 0);
}

/// Every sample of a set once: videos frame by frame for recurrent networks.
EpochPlan plan_of(const NamedDataset& set, const Recipe& recipe, const Network& network) {
  EpochPlan plan;
  const auto add = [&plan](std::size_t index, bool starts) {
    plan.samples.push_back(
        {.index = index, .variation = evaluation_seed(index), .augmented = false});
    plan.clip_starts.push_back(starts);
  };
  if (dynamic_cast<const RecurrentNetwork*>(&network) != nullptr) {
    for (const auto& video : find_videos(*alone(set), recipe.clips.gap, recipe.schedule.workers)) {
      for (const auto index : video.samples) add(index, index == video.samples.front());
    }
  }
  if (plan.samples.empty()) {
    for (std::size_t i = 0; i < set.dataset->size(); ++i) add(i, true);
  }
  return plan;
}

/// Goes through one set; the loss is the mean over the pictures of the batches that have its
/// labels.
class Pass {
 public:
  Pass(Network& network, const Recipe& phase, at::Device device, Precision precision)
      : network_(network),
        recurrent_(dynamic_cast<RecurrentNetwork*>(&network)),
        phase_(phase),
        device_(device),
        precision_(precision),
        prepare_(phase, device),
        objective_(make_objective(phase, network)) {}

  /// Nothing when no batch has the labels.
  std::optional<double> loss_on(const NamedDataset& set, const EpochPlan& plan,
                                CollapseCounts& counts) {
    Loader loader(alone(set), plan.samples, options());
    RecurrentState state;
    double sum = 0.0;
    std::size_t counted = 0;
    for (std::size_t i = 0; auto loaded = loader.next(); ++i) {
      const auto size = loaded->seeds.size();
      const auto prepared = prepare_(std::move(*loaded));
      if (plan.clip_starts[i]) state.clear();
      const auto logits = forward(prepared.input, state);
      counts.add(logits, network_.outputs(), prepared.batch);
      if (!objective_.has_labels(prepared.batch)) continue;
      sum += objective_(logits, prepared.batch).item<double>() * static_cast<double>(size);
      counted += size;
    }
    if (counted == 0) return std::nullopt;
    return sum / static_cast<double>(counted);
  }

 private:
  [[nodiscard]] LoaderOptions options() const {
    return {.fit = fit_options(phase_),
            .batch_size =
                recurrent_ != nullptr ? 1 : static_cast<std::size_t>(phase_.schedule.batch_size),
            .vary_crops = false,
            .workers = phase_.schedule.workers};
  }

  at::Tensor forward(const at::Tensor& input, RecurrentState& state) {
    const AutocastScope autocast(precision_, device_);
    if (recurrent_ == nullptr) return network_.forward(input).to(at::kFloat);
    auto step = recurrent_->step(input, state);
    state = std::move(step.state);
    return step.logits.to(at::kFloat);
  }

  Network& network_;
  RecurrentNetwork* recurrent_;
  const Recipe& phase_;
  at::Device device_;
  Precision precision_;
  Preparation prepare_;
  Objective objective_;
};

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

void check_selection(const Recipe& recipe, const std::vector<NamedDataset>& sets,
                     const Network& network) {
  const auto& select = recipe.select;
  std::vector<std::string> sources;
  for (const auto& set : sets) sources.push_back(set.name);
  const bool found = select.data.empty() ||
                     std::find(sources.begin(), sources.end(), select.data) != sources.end();
  if (!found) {
    fail("select.data: '", select.data, "' is not validated on; there is: ", joined(sources));
  }
  if (sets.empty() || select.metric == "loss") return;
  auto metrics = metric_names(tasks_of(network.outputs()));
  metrics.insert(metrics.begin(), "loss");
  if (std::find(metrics.begin(), metrics.end(), select.metric) != metrics.end()) return;
  fail("select.metric: no '", select.metric, "'; there is: ", joined(metrics));
}

}  // namespace

Json to_json(const Validated& validated) {
  Json json = {
      {"score", validated.score}, {"collapse", validated.collapse}, {"row", Json::array()}};
  for (const auto& [name, value] : validated.row) json["row"].push_back({name, value});
  return json;
}

Validated validated_from_json(const Json& json) {
  // a number that is not finite was written as null
  const auto number = [](const Json& value) {
    return value.is_null() ? std::nan("") : value.get<double>();
  };
  Validated validated{.score = number(json.at("score")),
                      .collapse = json.at("collapse").get<std::string>()};
  for (const auto& pair : json.at("row")) {
    validated.row.emplace_back(pair.at(0).get<std::string>(), number(pair.at(1)));
  }
  return validated;
}

Validation::Validation(const Recipe& recipe, const Network& network, at::Device device,
                       Precision precision)
    : recipe_(recipe), device_(device), precision_(precision), sets_(open_validation_data(recipe)) {
  check_selection(recipe_, sets_, network);
  for (const auto& set : sets_) plans_.push_back(plan_of(set, recipe_, network));
}

bool Validation::by_loss() const { return sets_.empty() || recipe_.select.metric == "loss"; }

Validated Validation::run(Network& network, const Recipe& phase, double training_loss,
                          Progress& progress) const {
  const torch::NoGradGuard no_grad;
  const bool was_training = network.is_training();
  network.eval();
  Validated validated;
  CollapseCounts counts;
  Pass pass(network, phase, device_, precision_);
  const auto options = evaluation_options(recipe_, precision_);
  for (std::size_t i = 0; i < sets_.size(); ++i) {
    const auto& set = sets_[i];
    if (const auto loss = pass.loss_on(set, plans_[i], counts)) {
      validated.row.emplace_back(set.name + "/loss", *loss);
    }
    for (const auto& value :
         measure(score_pictures(network, *set.dataset, options, progress), "")) {
      validated.row.emplace_back(set.name + "/" + value.name, value.value);
    }
  }
  network.train(was_training);
  validated.collapse = counts.reason();
  validated.score = score_of(validated.row, phase).value_or(-training_loss);
  return validated;
}

/// Nothing where the training loss is to choose: without validation data, and of a teacher that
/// does another task than the network.
std::optional<double> Validation::score_of(const MetricRow& row, const Recipe& phase) const {
  if (sets_.empty()) return std::nullopt;
  const auto& data = recipe_.select.data.empty() ? sets_.front().name : recipe_.select.data;
  const auto wanted = data + "/" + recipe_.select.metric;
  const auto cell =
      std::find_if(row.begin(), row.end(), [&](const auto& pair) { return pair.first == wanted; });
  if (cell != row.end()) return by_loss() ? -cell->second : cell->second;
  if (phase.learner == kTeacherRole) return std::nullopt;
  std::vector<std::string> known;
  for (const auto& [name, value] : row) known.push_back(name);
  fail("select.metric: no picture of ", data, " has the labels for '", recipe_.select.metric,
       "'; measured was: ", joined(known));
}

}  // namespace handsight
