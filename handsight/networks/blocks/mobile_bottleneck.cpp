// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/mobile_bottleneck.h"

#include <ATen/ATen.h>

namespace handsight {

MobileBottleneckImpl::MobileBottleneckImpl(const MobileBottleneckOptions& o)
    : adds_input_(o.stride == 1 && o.in == o.out) {
  if (o.hidden != o.in) {
    block_->push_back(conv_norm({.in = o.in, .out = o.hidden, .kernel = 1}, o.activation, o.norm));
  }
  block_->push_back(conv_norm(
      {.in = o.hidden, .out = o.hidden, .kernel = o.kernel, .stride = o.stride, .groups = o.hidden},
      o.activation, o.norm));
  if (o.squeeze > 0) {
    block_->push_back(SqueezeExcitation(SqueezeExcitationOptions{.channels = o.hidden,
                                                                 .hidden = o.squeeze,
                                                                 .activation = o.squeeze_activation,
                                                                 .gate = o.gate}));
  }
  block_->push_back(
      conv_norm({.in = o.hidden, .out = o.out, .kernel = 1}, Activation::kNone, o.norm));
  register_module("block", block_);
}

at::Tensor MobileBottleneckImpl::forward(const at::Tensor& input) {
  const auto map = through([this](const at::Tensor& each) { return block_->forward(each); }, input);
  return adds_input_ ? input + map : map;
}

}  // namespace handsight
