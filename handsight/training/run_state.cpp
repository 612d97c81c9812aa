// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/run_state.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>
#include <torch/utils.h>

#include "handsight/core/error.h"
#include "handsight/formats/atomic_file.h"
#include "handsight/formats/safetensors.h"
#include "handsight/formats/toml.h"
#include "handsight/inference/pose_note.h"
#include "handsight/tensors/tensor_file.h"
#include "handsight/training/preparation.h"

namespace handsight {
namespace {

constexpr const char* kModel = "model.";
constexpr const char* kAverage = "average.";
constexpr const char* kOptimizer = "optimizer.";
constexpr const char* kProgressKey = "handsight.run_state";

void append(std::vector<StateTensor>& all, std::string_view prefix,
            const std::vector<StateTensor>& tensors) {
  for (const auto& [name, value] : tensors) {
    all.push_back({std::string(prefix) + name, value.detach().cpu().contiguous()});
  }
}

std::string progress_text(const RunState& state) {
  Json json = {{"epoch", state.epoch},
               {"best", state.best},
               {"best_epoch", state.best_epoch},
               {"collapsed_epochs", state.collapsed_epochs},
               {"scores", state.scores}};
  json["history"] = Json::array();
  for (const auto& row : state.history) {
    Json pairs = Json::array();
    for (const auto& [name, value] : row) pairs.push_back({name, value});
    json["history"].push_back(pairs);
  }
  if (state.loss_scale) {
    json["loss_scale"] = {{"factor", state.loss_scale->factor}, {"steps", state.loss_scale->steps}};
  }
  return json.dump();
}

/// A number that is not finite was written as null.
double number_of(const Json& value) { return value.is_null() ? std::nan("") : value.get<double>(); }

RunState parse_progress(const std::filesystem::path& path, const std::string& text) {
  try {
    const auto json = Json::parse(text);
    RunState state{.epoch = json.at("epoch").get<int>(),
                   .best = number_of(json.at("best")),
                   .best_epoch = json.at("best_epoch").get<int>(),
                   .collapsed_epochs = json.at("collapsed_epochs").get<int>()};
    for (const auto& score : json.at("scores")) state.scores.push_back(number_of(score));
    for (const auto& pairs : json.at("history")) {
      MetricRow row;
      for (const auto& pair : pairs) {
        row.emplace_back(pair.at(0).get<std::string>(), number_of(pair.at(1)));
      }
      state.history.push_back(std::move(row));
    }
    if (const auto scale = json.find("loss_scale"); scale != json.end()) {
      state.loss_scale = {.factor = scale->at("factor").get<double>(),
                          .steps = scale->at("steps").get<std::int64_t>()};
    }
    return state;
  } catch (const Json::exception&) {
    fail<FileError>(path.string(), ": its record of the run's progress is damaged");
  }
}

void restore(const std::filesystem::path& path, const Safetensors& file, std::string_view prefix,
             const std::vector<StateTensor>& tensors) {
  const torch::NoGradGuard no_grad;
  for (const auto& [name, value] : tensors) {
    const auto stored = std::string(prefix) + name;
    if (!file.contains(stored)) {
      fail<ModelError>(path.string(), ": tensor '", stored,
                       "' is missing; the run was started with another recipe");
    }
    const auto loaded = read_tensor(file.tensor(stored));
    if (loaded.sizes() != value.sizes()) {
      fail<ModelError>(path.string(), ": tensor '", stored, "' has sizes ", loaded.sizes(),
                       ", expected ", value.sizes(), "; the run was started with another recipe");
    }
    value.detach().copy_(loaded);
  }
}

/// "hand-mask", "hand-parts" ..., by what the network gives.
std::string task_of(const std::vector<OutputMap>& outputs) {
  if (outputs.size() == 1 && outputs.front().name == "mask") return "hand-mask";
  std::string task = "hand";
  for (const auto& output : outputs) task += "-" + output.name;
  return task;
}

/// What the runtime must know of networks that look at one hand, and of depth.
CheckpointInfo with_notes(CheckpointInfo info, const Recipe& recipe) {
  const auto gives = [&](const char* what) { return info.task.find(what) != std::string::npos; };
  if (gives("keypoints") || recipe.input.fit == "hand_crop") {
    info.notes.try_emplace(std::string(kPoseNote), text_of(pose_note_of(recipe)));
  }
  if (gives("depth")) info.notes.try_emplace(std::string(kDepthNote), text_of(recipe.depth));
  return info;
}

}  // namespace

CheckpointInfo checkpoint_info(const Recipe& recipe, const NetworkChoice& choice,
                               const Network& trained, const MetricRow& row) {
  Json metrics = Json::object();
  for (const auto& [name, value] : row) metrics[name] = value;
  CheckpointInfo info{.network = choice.name,
                      .options = choice.options,
                      .task = task_of(trained.outputs()),
                      .classes = recipe.classes,
                      .normalisation = {.mean = recipe.input.mean, .std = recipe.input.std},
                      .input_height = recipe.input.height,
                      .input_width = recipe.input.width,
                      .notes = {{"name", recipe.name},
                                {"summary", recipe.summary},
                                {"licence", recipe.licence},
                                {"training_data", recipe.training_data},
                                {"metrics", metrics.dump()}}};
  return with_notes(std::move(info), recipe);
}

CheckpointInfo completed_by_run(CheckpointInfo info, const std::filesystem::path& run) {
  const auto path = RunFolder{run}.recipe();
  if (!std::filesystem::exists(path)) return info;
  return with_notes(std::move(info), recipe_from_json(read_toml(path), path.string()));
}

void save_run_state(const std::filesystem::path& path, const RunState& state,
                    const std::vector<Learner>& learners) {
  std::vector<StateTensor> all;
  for (const auto& learner : learners) {
    const auto prefix = learner.role + "/";
    append(all, prefix + kModel, module_tensors(*learner.module));
    if (learner.average) append(all, prefix + kAverage, learner.average->tensors());
    if (learner.optimizer) append(all, prefix + kOptimizer, learner.optimizer->state());
  }
  std::vector<NamedTensor> named;
  for (const auto& [name, value] : all) named.push_back(named_tensor(name, value));
  write_safetensors(path, {{kProgressKey, progress_text(state)}}, named);
}

RunState read_run_state(const std::filesystem::path& path) {
  const Safetensors file(path);
  const auto progress = file.metadata().find(kProgressKey);
  if (progress == file.metadata().end()) {
    fail<ModelError>(path.string(), ": not the state of a run; give --resume a run's folder");
  }
  return parse_progress(path, progress->second);
}

void restore_learners(const std::filesystem::path& path, std::vector<Learner>& learners) {
  const Safetensors file(path);
  for (auto& learner : learners) {
    const auto prefix = learner.role + "/";
    restore(path, file, prefix + kModel, module_tensors(*learner.module));
    if (learner.average) restore(path, file, prefix + kAverage, learner.average->tensors());
    if (!learner.optimizer) continue;
    const auto moments_prefix = prefix + kOptimizer;
    std::vector<StateTensor> moments;
    for (const auto& name : file.names()) {
      if (!name.starts_with(moments_prefix)) continue;
      moments.push_back({name.substr(moments_prefix.size()), read_tensor(file.tensor(name))});
    }
    learner.optimizer->load(moments);
  }
}

void write_metrics(const std::filesystem::path& path, const std::vector<MetricRow>& rows) {
  std::vector<std::string> columns;
  for (const auto& row : rows) {
    for (const auto& [name, value] : row) {
      if (std::find(columns.begin(), columns.end(), name) == columns.end()) columns.push_back(name);
    }
  }
  std::string text;
  for (const auto& name : columns) text += (text.empty() ? "" : ",") + name;
  text += "\n";
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (c > 0) line += ',';
      const auto cell = std::find_if(row.begin(), row.end(),
                                     [&](const auto& pair) { return pair.first == columns[c]; });
      if (cell == row.end()) continue;
      char number[32];
      std::snprintf(number, sizeof number, "%.9g", cell->second);
      line += number;
    }
    text += line + "\n";
  }
  write_file(path, text);
}

}  // namespace handsight
