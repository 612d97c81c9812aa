// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/upsampling_block.h"

#include <ATen/ATen.h>

#include "handsight/networks/blocks/convolution.h"

namespace handsight {
namespace {

Layers make_layers(std::int64_t in, std::int64_t out) {
  auto layers = conv_norm({.in = in, .out = out}, Activation::kRelu);
  init_he_uniform_fan_in(*layers->ptr(0)->as<torch::nn::Conv2dImpl>());
  return layers;
}

}  // namespace

UpsamplingBlockImpl::UpsamplingBlockImpl(const UpsamplingBlockShape& shape) {
  conv1_ = register_module("conv1", make_layers(shape.in + shape.skip, shape.out));
  conv2_ = register_module("conv2", make_layers(shape.out, shape.out));
}

at::Tensor UpsamplingBlockImpl::forward(const at::Tensor& map, const at::Tensor& skip) {
  const auto height = skip.defined() ? skip.size(2) : 2 * map.size(2);
  const auto width = skip.defined() ? skip.size(3) : 2 * map.size(3);
  auto large = at::upsample_nearest2d(map, {height, width});
  if (skip.defined()) large = at::cat({large, skip.to(large.scalar_type())}, 1);
  return conv2_->forward(conv1_->forward(large));
}

}  // namespace handsight
