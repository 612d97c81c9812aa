// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <torch/nn/modules/container/sequential.h>

#include "handsight/networks/blocks/recomputable.h"

namespace handsight {

struct ConvNormOptions {
  std::int64_t in = 0;
  std::int64_t out = 0;
  std::int64_t kernel = 3;
  std::int64_t stride = 1;
  std::int64_t groups = 1;
  bool same_padding = false;
};

/// Convolution without bias, batch normalisation, ReLU6: `0`, `1`, `2`.
class ConvNormRelu6Impl : public torch::nn::SequentialImpl {
 public:
  explicit ConvNormRelu6Impl(const ConvNormOptions& options);
  at::Tensor forward(const at::Tensor& input);
};
TORCH_MODULE(ConvNormRelu6);

struct InvertedResidualOptions {
  std::int64_t in = 0;
  std::int64_t out = 0;
  std::int64_t stride = 1;
  std::int64_t expand = 6;
  bool same_padding = false;  ///< TensorFlow's padding where the stride is 2
};

/// Pointwise expansion, depthwise 3x3, linear pointwise projection; the input is added where the
/// shape allows it (Sandler et al., MobileNetV2, CVPR 2018). Names as in torchvision: `conv.0.0`
/// ...
class InvertedResidualImpl : public Recomputable {
 public:
  explicit InvertedResidualImpl(const InvertedResidualOptions& options);
  at::Tensor forward(const at::Tensor& input);

 private:
  bool adds_input_;
  torch::nn::Sequential conv_{};
};
TORCH_MODULE(InvertedResidual);

}  // namespace handsight
