// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>

namespace handsight {

/// A square convolution whose padding keeps the size at stride 1.
struct ConvShape {
  std::int64_t in = 0;
  std::int64_t out = 0;
  std::int64_t kernel = 3;
  std::int64_t stride = 1;
  std::int64_t groups = 1;
  std::int64_t dilation = 1;
  bool bias = false;
};

enum class Activation { kNone, kRelu, kSilu, kHardswish };

/// How batch normalisation divides and averages.
struct BatchNormOptions {
  double eps = 1e-5;
  double momentum = 0.1;  ///< weight of the newest batch
};

/// Starts at N(0, 2 / fan_out), bias 0.
[[nodiscard]] torch::nn::Conv2d make_conv(const ConvShape& shape);

/// Modules one behind the other, named from `0` on, that can stand inside another row of modules;
/// libtorch's own Sequential cannot.
class LayersImpl : public torch::nn::SequentialImpl {
 public:
  using SequentialImpl::SequentialImpl;
  at::Tensor forward(const at::Tensor& input) { return SequentialImpl::forward(input); }
};
TORCH_MODULE(Layers);

/// Convolution, batch normalisation and, unless there is none, activation: `0`, `1`, `2`.
[[nodiscard]] Layers conv_norm(const ConvShape& shape, Activation activation,
                               const BatchNormOptions& norm = {});

/// Depthwise convolution, then a pointwise one: `0`, `1`; neither has a bias.
[[nodiscard]] Layers separable_conv(const ConvShape& shape);

/// Bilinear to height and width of `like`, corners aligned. Nothing to do when it fits.
[[nodiscard]] at::Tensor enlarged_to(const at::Tensor& map, const at::Tensor& like);

}  // namespace handsight
