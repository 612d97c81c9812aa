// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/hand3d.h"

#include <ATen/ATen.h>
#include <torch/utils.h>

#include "handsight/networks/blocks/convolution.h"
#include "handsight/networks/blocks/layers.h"
#include "handsight/networks/blocks/numbered.h"

namespace handsight {

LeakyChainImpl::LeakyChainImpl(std::int64_t in, std::vector<LeakyStep> steps)
    : steps_(std::move(steps)) {
  for (const auto& step : steps_) {
    auto conv = make_conv({.in = in, .out = step.out, .kernel = step.kernel, .bias = true});
    init_xavier_uniform(*conv);
    const torch::NoGradGuard no_grad;
    conv->bias.fill_(1e-4);
    convs_.push_back(register_module(step.name, conv));
    in = step.out;
  }
}

at::Tensor LeakyChainImpl::forward(const at::Tensor& input) {
  constexpr double kSlope = 0.01;
  auto map = input;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    if (steps_[i].pools_before) map = at::max_pool2d(map, {2, 2});
    map = convs_[i]->forward(map);
    if (!steps_[i].is_linear) map = at::leaky_relu(map, kSlope);
  }
  return map;
}

std::vector<LeakyStep> hand3d_trunk(std::size_t last) {
  struct Width {
    std::int64_t channels;
    std::size_t convs;
  };
  std::vector<LeakyStep> steps;
  std::size_t group = 1;
  for (const auto& [channels, convs] :
       {Width{64, 2}, Width{128, 2}, Width{256, 4}, Width{512, last}}) {
    for (std::size_t i = 1; i <= convs; ++i) {
      const bool pools = i == 1 && group > 1;
      steps.push_back({.name = numbered(numbered("conv", group) + "_", i),
                       .out = channels,
                       .pools_before = pools});
    }
    ++group;
  }
  return steps;
}

}  // namespace handsight
