// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/squeeze_excitation.h"

#include <ATen/ATen.h>

namespace handsight {

SqueezeExcitationImpl::SqueezeExcitationImpl(const SqueezeExcitationOptions& options)
    : options_(options) {
  fc1_ = register_module(
      "fc1",
      make_conv(
          {.in = options.channels, .out = options.hidden, .kernel = 1, .groups = 1, .bias = true}));
  fc2_ = register_module(
      "fc2",
      make_conv(
          {.in = options.hidden, .out = options.channels, .kernel = 1, .groups = 1, .bias = true}));
}

at::Tensor SqueezeExcitationImpl::forward(const at::Tensor& input) {
  const auto squeezed = fc1_->forward(input.mean({2, 3}, true));
  const auto hidden =
      options_.activation == Activation::kSilu ? at::silu(squeezed) : at::relu(squeezed);
  const auto logit = fc2_->forward(hidden);
  return input * (options_.gate == Gate::kSigmoid ? at::sigmoid(logit) : at::hardsigmoid(logit));
}

}  // namespace handsight
