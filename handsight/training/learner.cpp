// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/learner.h"

#include <algorithm>

#include <ATen/ATen.h>
#include <torch/utils.h>

namespace handsight {

std::vector<StateTensor> module_tensors(const torch::nn::Module& module) {
  std::vector<StateTensor> all;
  for (const auto& item : module.named_parameters()) all.push_back({item.key(), item.value()});
  for (const auto& item : module.named_buffers()) all.push_back({item.key(), item.value()});
  return all;
}

WeightAverage::WeightAverage(const torch::nn::Module& module, double decay) : decay_(decay) {
  for (const auto& [name, value] : module_tensors(module)) {
    tensors_.push_back({name, value.detach().clone()});
  }
}

void WeightAverage::update(const torch::nn::Module& module, std::int64_t step) {
  const torch::NoGradGuard no_grad;
  const auto at = static_cast<double>(step);
  const double decay = std::min(decay_, (1.0 + at) / (10.0 + at));
  const auto current = module_tensors(module);
  for (std::size_t i = 0; i < current.size(); ++i) {
    auto& average = tensors_[i].value;
    if (average.is_floating_point()) {
      average.lerp_(current[i].value.detach(), 1.0 - decay);
    } else {
      average.copy_(current[i].value.detach());
    }
  }
}

void WeightAverage::swap(torch::nn::Module& module) {
  const torch::NoGradGuard no_grad;
  const auto current = module_tensors(module);
  for (std::size_t i = 0; i < current.size(); ++i) {
    const auto kept = current[i].value.detach().clone();
    current[i].value.detach().copy_(tensors_[i].value);
    tensors_[i].value.copy_(kept);
  }
}

void update(Learner& learner, double learning_rate, Peers& peers, LossScale& scale) {
  auto gradients = learner.optimizer->gradients();
  peers.average(gradients);
  if (!scale.unscale(gradients)) return;
  (void)learner.optimizer->step(learning_rate);
}

}  // namespace handsight
