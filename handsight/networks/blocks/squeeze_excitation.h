// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <torch/nn/modules/conv.h>

#include "handsight/networks/blocks/layers.h"

namespace handsight {

/// How a gate maps its logit to [0, 1].
enum class Gate { kSigmoid, kHardsigmoid };

struct SqueezeExcitationOptions {
  std::int64_t channels = 0;
  std::int64_t hidden = 0;
  Activation activation = Activation::kRelu;  ///< kRelu or kSilu
  Gate gate = Gate::kSigmoid;
};

/// Weighs channels by a function of their means over the picture (Hu, Shen and Sun,
/// Squeeze-and-Excitation Networks, CVPR 2018). Names as in torchvision and timm: `fc1`, `fc2`.
class SqueezeExcitationImpl : public torch::nn::Module {
 public:
  explicit SqueezeExcitationImpl(const SqueezeExcitationOptions& options);
  at::Tensor forward(const at::Tensor& input);

 private:
  SqueezeExcitationOptions options_;
  torch::nn::Conv2d fc1_{nullptr};
  torch::nn::Conv2d fc2_{nullptr};
};
TORCH_MODULE(SqueezeExcitation);

}  // namespace handsight
