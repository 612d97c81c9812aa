// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <torch/nn/module.h>

#include "handsight/networks/blocks/vgg.h"

namespace handsight {

/// VGG-16 up to its fourth stage and a 1x1 convolution to one map: `encoder.features`, `score`.
class FcnBlockImpl : public torch::nn::Module {
 public:
  static constexpr std::int64_t kStride = 8;

  /// Takes the options' `norm` and `base`.
  explicit FcnBlockImpl(VggOptions options);

  /// image    N 3 H W, H and W multiples of 8
  /// returns  N 1 H W, the coarse map with each value repeated 8x8
  at::Tensor forward(const at::Tensor& image);

 private:
  VggTrunk encoder_{nullptr};
  torch::nn::Conv2d score_{nullptr};
};
TORCH_MODULE(FcnBlock);

}  // namespace handsight
