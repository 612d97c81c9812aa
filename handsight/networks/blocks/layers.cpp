// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/layers.h"

#include <ATen/ATen.h>
#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/container/functional.h>

#include "handsight/networks/blocks/batch_norm.h"
#include "handsight/networks/blocks/convolution.h"

namespace handsight {

namespace nn = torch::nn;

nn::Conv2d make_conv(const ConvShape& shape) {
  nn::Conv2d conv(nn::Conv2dOptions(shape.in, shape.out, shape.kernel)
                      .stride(shape.stride)
                      .padding(shape.dilation * (shape.kernel - 1) / 2)
                      .dilation(shape.dilation)
                      .groups(shape.groups)
                      .bias(shape.bias));
  init_he_fan_out(*conv);
  return conv;
}

Layers conv_norm(const ConvShape& shape, Activation activation, const BatchNormOptions& norm) {
  Layers layers(make_conv(shape),
                BatchNorm(nn::BatchNorm2dOptions(shape.out).eps(norm.eps).momentum(norm.momentum)));
  if (activation == Activation::kRelu) layers->push_back(nn::ReLU(nn::ReLUOptions(true)));
  if (activation == Activation::kSilu) layers->push_back(nn::SiLU());
  if (activation == Activation::kHardswish) {
    layers->push_back(
        nn::Functional(static_cast<at::Tensor (*)(const at::Tensor&)>(at::hardswish)));
  }
  return layers;
}

Layers separable_conv(const ConvShape& shape) {
  auto depthwise = shape;
  depthwise.out = depthwise.groups = shape.in;
  return Layers(make_conv(depthwise), make_conv({.in = shape.in, .out = shape.out, .kernel = 1}));
}

at::Tensor enlarged_to(const at::Tensor& map, const at::Tensor& like) {
  if (map.size(2) == like.size(2) && map.size(3) == like.size(3)) return map;
  return at::upsample_bilinear2d(map, {like.size(2), like.size(3)}, true);
}

}  // namespace handsight
