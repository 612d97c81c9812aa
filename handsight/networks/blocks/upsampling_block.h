// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <torch/nn/module.h>

#include "handsight/networks/blocks/layers.h"

namespace handsight {

struct UpsamplingBlockShape {
  std::int64_t in = 0;
  std::int64_t skip = 0;  ///< 0 when nothing is concatenated
  std::int64_t out = 0;
};

/// Doubles a map by repeating pixels, puts a finer map beside it, and convolves twice: `conv1`,
/// `conv2`, each convolution, batch normalisation and ReLU, as in segmentation_models.
class UpsamplingBlockImpl : public torch::nn::Module {
 public:
  explicit UpsamplingBlockImpl(const UpsamplingBlockShape& shape);
  /// `skip` gives the size of the result; without it (undefined) the size doubles.
  at::Tensor forward(const at::Tensor& map, const at::Tensor& skip);

 private:
  Layers conv1_{nullptr};
  Layers conv2_{nullptr};
};
TORCH_MODULE(UpsamplingBlock);

}  // namespace handsight
