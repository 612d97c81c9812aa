// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <torch/nn/module.h>

#include "handsight/networks/blocks/layers.h"

namespace handsight {

/// Picture-to-picture network of nine residual blocks at a quarter of the size, with instance
/// normalisation and reflected borders. Weights `model.N` as in pytorch-CycleGAN-and-pix2pix; they
/// start at N(0, 0.02^2).
class ResnetGeneratorImpl : public torch::nn::Module {
 public:
  static constexpr std::int64_t kStride = 4;

  ResnetGeneratorImpl(std::int64_t in, std::int64_t out);

  /// N in H W to N out H W without an activation; H and W multiples of 4
  at::Tensor forward(const at::Tensor& input) { return model_->forward(input); }

 private:
  Layers model_{};
};
TORCH_MODULE(ResnetGenerator);

}  // namespace handsight
