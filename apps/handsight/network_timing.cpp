// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "network_timing.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <vector>

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>
#include <torch/utils.h>

#include "handsight/networks/cost.h"
#include "handsight/networks/encoder.h"
#include "handsight/networks/network.h"
#include "handsight/networks/peak_memory.h"
#include "handsight/tensors/autocast.h"

namespace handsight {
namespace {

constexpr std::int64_t kTrainingBatch = 2;  // batch normalisation needs more than one value
constexpr InputSize kEncoderInput{.channels = 3, .height = 224, .width = 224};

at::Device device_of(const NetworkTimingOptions& options) {
  if (options.device == "auto") return choose_device(at::hasCUDA() ? "cuda" : "cpu");
  return choose_device(options.device);
}

/// The sum of squares stands for a loss.
at::Tensor loss_of(const at::Tensor& logits) { return logits.to(at::kFloat).square().mean(); }
at::Tensor loss_of(const std::vector<at::Tensor>& pyramid) {
  auto sum = loss_of(pyramid.front());
  for (std::size_t i = 1; i < pyramid.size(); ++i) sum = sum + loss_of(pyramid[i]);
  return sum;
}

/// The value is read, so that a GPU has finished.
template <class Module>
void run_forward(Module& module, const at::Tensor& image, Precision precision) {
  const torch::NoGradGuard no_grad;
  const AutocastScope autocast(precision, image.device());
  (void)loss_of(module.forward(image)).template item<double>();
}

template <class Module>
void run_training_step(Module& module, const at::Tensor& images, Precision precision) {
  constexpr double kRate = 1e-6;
  at::Tensor loss;
  {
    const AutocastScope autocast(precision, images.device());
    loss = loss_of(module.forward(images));
  }
  loss.backward();
  const torch::NoGradGuard no_grad;
  for (auto& parameter : module.parameters()) {
    auto& gradient = parameter.mutable_grad();
    if (gradient.defined()) parameter.sub_(gradient, kRate);
    gradient = at::Tensor();
  }
  (void)loss.item<double>();
}

/// Median of the rounds after one that warms up.
double median_ms(int rounds, const std::function<void()>& run) {
  run();
  std::vector<double> times;
  for (int i = 0; i < rounds; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    run();
    const std::chrono::duration<double, std::milli> elapsed =
        std::chrono::steady_clock::now() - begin;
    times.push_back(elapsed.count());
  }
  std::nth_element(times.begin(), times.begin() + rounds / 2, times.end());
  return times[static_cast<std::size_t>(rounds / 2)];
}

std::int64_t peak_bytes(const std::function<void()>& run) {
  const PeakMemory peak;
  run();
  return peak.bytes();
}

/// Weights in the layout of the pictures, which most kernels prefer.
void set_channels_last(torch::nn::Module& module) {
  for (auto& parameter : module.parameters()) {
    if (parameter.dim() != 4) continue;
    parameter.set_data(parameter.detach().contiguous(at::MemoryFormat::ChannelsLast));
  }
}

template <class Entry>
Json time_one(const Entry& entry, const InputSize& input, const NetworkTimingOptions& options) {
  const auto device = device_of(options);
  const auto precision = choose_precision(options.precision, device);
  const auto cost = measure_cost(entry, input, Json());
  const auto module = entry.make(Json());
  module->to(device);
  set_channels_last(*module);
  const auto images = [&](std::int64_t count) {
    return at::rand({count, input.channels, input.height, input.width})
        .to(device)
        .contiguous(at::MemoryFormat::ChannelsLast);
  };
  Json item{{"name", entry.name},
            {"input", {input.channels, input.height, input.width}},
            {"parameters", cost.parameters},
            {"macs", cost.macs},
            {"device", device.str()},
            {"precision", word_of(precision)}};
  module->eval();
  const auto forward = [&, image = images(1)] { run_forward(*module, image, precision); };
  item["forward_ms"] = median_ms(options.rounds, forward);
  item["forward_bytes"] = peak_bytes(forward);
  module->train();
  const auto step = [&, batch = images(kTrainingBatch)] {
    run_training_step(*module, batch, precision);
  };
  item["training_step_ms"] = median_ms(options.rounds, step);
  item["training_bytes"] = peak_bytes(step);
  return item;
}

}  // namespace

Json time_networks(const std::vector<std::string>& networks,
                   const std::vector<std::string>& encoders, const NetworkTimingOptions& options) {
  auto items = Json::array();
  for (const auto& name : networks) {
    const auto entry = find_network(name);
    items.push_back(time_one(entry, entry.input, options));
  }
  for (const auto& name : encoders) {
    items.push_back(time_one(find_encoder(name), kEncoderInput, options));
  }
  return items;
}

}  // namespace handsight
