// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/run_state.h"

#include <algorithm>
#include <cstdio>

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>
#include <torch/utils.h>

#include "handsight/core/error.h"
#include "handsight/formats/atomic_file.h"
#include "handsight/formats/safetensors.h"
#include "handsight/tensors/tensor_file.h"

namespace handsight {
namespace {

constexpr std::string_view kModel = "model.";
constexpr std::string_view kAverage = "average.";
constexpr std::string_view kOptimizer = "optimizer.";
constexpr const char* kProgressKey = "handsight.run_state";

void append(std::vector<StateTensor>& all, std::string_view prefix,
            const std::vector<StateTensor>& tensors) {
  for (const auto& [name, value] : tensors) {
    all.push_back({std::string(prefix) + name, value.detach().cpu().contiguous()});
  }
}

std::string progress_text(const RunState& state) {
  Json json = {{"epoch", state.epoch}, {"best", state.best}, {"best_epoch", state.best_epoch}};
  json["history"] = Json::array();
  for (const auto& row : state.history) {
    Json pairs = Json::array();
    for (const auto& [name, value] : row) pairs.push_back({name, value});
    json["history"].push_back(pairs);
  }
  return json.dump();
}

RunState parse_progress(const std::filesystem::path& path, const std::string& text) {
  try {
    const auto json = Json::parse(text);
    RunState state{.epoch = json.at("epoch").get<int>(),
                   .best = json.at("best").get<double>(),
                   .best_epoch = json.at("best_epoch").get<int>()};
    for (const auto& pairs : json.at("history")) {
      MetricRow row;
      for (const auto& pair : pairs) {
        // a number that is not finite was written as null
        row.emplace_back(pair.at(0).get<std::string>(),
                         pair.at(1).is_null() ? std::nan("") : pair.at(1).get<double>());
      }
      state.history.push_back(std::move(row));
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

}  // namespace

std::vector<StateTensor> network_tensors(const Network& network) {
  std::vector<StateTensor> all;
  for (const auto& item : network.named_parameters()) all.push_back({item.key(), item.value()});
  for (const auto& item : network.named_buffers()) all.push_back({item.key(), item.value()});
  return all;
}

WeightAverage::WeightAverage(const Network& network, double decay) : decay_(decay) {
  for (const auto& [name, value] : network_tensors(network)) {
    tensors_.push_back({name, value.detach().clone()});
  }
}

void WeightAverage::update(const Network& network, std::int64_t step) {
  const torch::NoGradGuard no_grad;
  const auto at = static_cast<double>(step);
  const double decay = std::min(decay_, (1.0 + at) / (10.0 + at));
  const auto current = network_tensors(network);
  for (std::size_t i = 0; i < current.size(); ++i) {
    auto& average = tensors_[i].value;
    if (average.is_floating_point()) {
      average.lerp_(current[i].value.detach(), 1.0 - decay);
    } else {
      average.copy_(current[i].value.detach());
    }
  }
}

void WeightAverage::swap(Network& network) {
  const torch::NoGradGuard no_grad;
  const auto current = network_tensors(network);
  for (std::size_t i = 0; i < current.size(); ++i) {
    const auto kept = current[i].value.detach().clone();
    current[i].value.detach().copy_(tensors_[i].value);
    tensors_[i].value.copy_(kept);
  }
}

void save_run_state(const std::filesystem::path& path, const RunState& state,
                    const Network& network, WeightAverage* average, const Optimizer& optimizer) {
  std::vector<StateTensor> all;
  append(all, kModel, network_tensors(network));
  if (average != nullptr) append(all, kAverage, average->tensors());
  append(all, kOptimizer, optimizer.state());
  std::vector<NamedTensor> named;
  for (const auto& [name, value] : all) named.push_back(named_tensor(name, value));
  write_safetensors(path, {{kProgressKey, progress_text(state)}}, named);
}

RunState load_run_state(const std::filesystem::path& path, Network& network, WeightAverage* average,
                        Optimizer& optimizer) {
  const Safetensors file(path);
  const auto progress = file.metadata().find(kProgressKey);
  if (progress == file.metadata().end()) {
    fail<ModelError>(path.string(), ": not the state of a run; give --resume a run's folder");
  }
  auto state = parse_progress(path, progress->second);
  restore(path, file, kModel, network_tensors(network));
  if (average != nullptr) restore(path, file, kAverage, average->tensors());
  std::vector<StateTensor> moments;
  for (const auto& name : file.names()) {
    if (!name.starts_with(kOptimizer)) continue;
    moments.push_back({name.substr(kOptimizer.size()), read_tensor(file.tensor(name))});
  }
  optimizer.load(moments);
  return state;
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
