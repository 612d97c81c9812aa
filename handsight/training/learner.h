// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <torch/nn/module.h>

#include "handsight/training/loss_scale.h"
#include "handsight/training/norm.h"
#include "handsight/training/optimizer.h"
#include "handsight/training/peers.h"

namespace handsight {

/// Moving average of a module's weights and buffers.
class WeightAverage {
 public:
  WeightAverage(const torch::nn::Module& module, double decay);
  /// Moves the average by one step. The decay rises from 0.1 to its value over the first steps, so
  /// that the random start is forgotten: min(decay, (1 + step) / (10 + step)).
  void update(const torch::nn::Module& module, std::int64_t step);
  /// Exchanges the module's tensors with the averaged ones.
  void swap(torch::nn::Module& module);
  [[nodiscard]] std::vector<StateTensor>& tensors() { return tensors_; }

 private:
  double decay_;
  std::vector<StateTensor> tensors_;
};

/// Parameters and buffers with their names.
[[nodiscard]] std::vector<StateTensor> module_tensors(const torch::nn::Module& module);

/// A module in training, with what its phase gave it.
struct Learner {
  std::string role{};  ///< "network", "teacher", "discriminator" ...
  std::shared_ptr<torch::nn::Module> module{};
  std::unique_ptr<Optimizer> optimizer{};    ///< null = does not learn in this phase
  std::unique_ptr<WeightAverage> average{};  ///< null = none is kept
  std::set<std::string> pretrained{};        ///< parameters that a file filled
  NormMomenta built_momenta{};               ///< of its batch normalisation, before any phase
};

/// One update of `learner` from its gradients, which are averaged over `peers` first; none where
/// they overflowed.
void update(Learner& learner, double learning_rate, Peers& peers, LossScale& scale);

}  // namespace handsight
