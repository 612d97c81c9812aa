// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/inverted_residual.h"

#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/batchnorm.h>

#include "handsight/networks/blocks/convolution.h"

namespace handsight {

namespace nn = torch::nn;

ConvNormRelu6Impl::ConvNormRelu6Impl(const ConvNormOptions& o) {
  auto conv_options =
      nn::Conv2dOptions(o.in, o.out, o.kernel).stride(o.stride).groups(o.groups).bias(false);
  if (o.same_padding && o.stride == 2) {
    TrailingPadConv2d conv(conv_options);
    init_he_fan_out(*conv);
    push_back(conv);
  } else {
    nn::Conv2d conv(conv_options.padding((o.kernel - 1) / 2));
    init_he_fan_out(*conv);
    push_back(conv);
  }
  push_back(nn::BatchNorm2d(o.out));
  push_back(nn::ReLU6(nn::ReLU6Options(true)));
}

at::Tensor ConvNormRelu6Impl::forward(const at::Tensor& input) {
  return SequentialImpl::forward(input);
}

InvertedResidualImpl::InvertedResidualImpl(const InvertedResidualOptions& o)
    : adds_input_(o.stride == 1 && o.in == o.out) {
  const auto hidden = o.in * o.expand;
  if (o.expand != 1) {
    conv_->push_back(ConvNormRelu6(ConvNormOptions{.in = o.in, .out = hidden, .kernel = 1}));
  }
  conv_->push_back(ConvNormRelu6(ConvNormOptions{.in = hidden,
                                                 .out = hidden,
                                                 .stride = o.stride,
                                                 .groups = hidden,
                                                 .same_padding = o.same_padding}));
  nn::Conv2d project(nn::Conv2dOptions(hidden, o.out, 1).bias(false));
  init_he_fan_out(*project);
  conv_->push_back(project);
  conv_->push_back(nn::BatchNorm2d(o.out));
  register_module("conv", conv_);
}

at::Tensor InvertedResidualImpl::forward(const at::Tensor& input) {
  const auto map = conv_->forward(input);
  return adds_input_ ? input + map : map;
}

}  // namespace handsight
