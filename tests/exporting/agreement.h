// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

#include <ATen/ATen.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/utils.h>

#include "handsight/engine/model.h"
#include "handsight/exporting/onnx_export.h"
#include "handsight/networks/recurrent.h"

namespace handsight::test {

/// Running means and variances of a network that has been trained, so that they matter.
inline std::shared_ptr<Network> awake(std::shared_ptr<Network> network) {
  torch::manual_seed(7);
  const torch::NoGradGuard no_grad;
  for (auto& buffer : network->named_buffers()) {
    auto& values = buffer.value();
    if (buffer.key().ends_with("running_mean")) values.uniform_(-0.2, 0.2);
    if (buffer.key().ends_with("running_var")) values.uniform_(0.8, 1.6);
  }
  network->eval();
  return network;
}

inline std::vector<at::Tensor> run_engine(engine::Session& session,
                                          const std::vector<at::Tensor>& inputs) {
  std::vector<TensorView> views;
  for (const auto& input : inputs) {
    views.push_back({.dtype = DType::kF32,
                     .shape = input.sizes().vec(),
                     .bytes = {static_cast<const std::byte*>(input.data_ptr()), input.nbytes()}});
  }
  std::vector<at::Tensor> results;
  for (const auto& view : session.run(views)) {
    auto* const data = const_cast<std::byte*>(view.bytes.data());
    results.push_back(at::from_blob(data, view.shape, at::kFloat).clone());
  }
  return results;
}

/// How far two tensors are apart, as a share of the largest value.
struct Agreement {
  std::string what{};
  double difference = 0.0;
};

inline Agreement agreement_of(const at::Tensor& found, const at::Tensor& expected,
                              std::string what) {
  what += " of " + std::to_string(expected.size(-2)) + " x " + std::to_string(expected.size(-1));
  if (found.sizes() != expected.sizes()) return {what + ": sizes differ", 1e9};
  const auto scale = std::max(1e-3, expected.abs().max().item<double>());
  return {what, (found - expected).abs().max().item<double>() / scale};
}

/// The engine against the network on random pictures: several sizes and batches where they are
/// free, two frames where there is memory.
inline std::vector<Agreement> compare(Network& network, const ExportedNetwork& exported,
                                      const InputSize& reference) {
  const torch::NoGradGuard no_grad;
  engine::Session session(engine::Model(exported.graph, {.precision = engine::Precision::kFp32}));
  const auto multiple = exported.size_multiple;
  std::vector<std::array<std::int64_t, 3>> sizes{{2, reference.height, reference.width}};
  if (multiple > 0) {
    const auto up = [&](std::int64_t side) { return (side + multiple - 1) / multiple * multiple; };
    sizes = {{1, up(32), up(32) + 2 * multiple}, {2, up(48), up(100)}};
  }
  std::vector<Agreement> agreements;
  for (const auto& [batch, height, width] : sizes) {
    const auto image = at::rand({batch, reference.channels, height, width}) * 2 - 1;
    auto* const recurrent = dynamic_cast<RecurrentNetwork*>(&network);
    if (recurrent == nullptr) {
      agreements.push_back(
          agreement_of(run_engine(session, {image}).at(0), network.forward(image), "logits"));
      continue;
    }
    auto step = recurrent->step(image, {});
    std::vector<at::Tensor> inputs{image};
    for (const auto& state : step.state) inputs.push_back(at::zeros_like(state));
    for (int frame = 0; frame < 2; ++frame) {
      const auto found = run_engine(session, inputs);
      agreements.push_back(agreement_of(found.at(0), step.logits, "logits"));
      for (std::size_t i = 0; i < step.state.size(); ++i) {
        agreements.push_back(agreement_of(found.at(i + 1), step.state[i], "state"));
        inputs[i + 1] = found[i + 1];
      }
      step = recurrent->step(image, step.state);
    }
  }
  return agreements;
}

}  // namespace handsight::test
