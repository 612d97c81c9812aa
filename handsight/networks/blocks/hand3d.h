// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <torch/nn/modules/conv.h>

namespace handsight {

/// One convolution of a chain.
struct LeakyStep {
  std::string name;
  std::int64_t out = 0;
  std::int64_t kernel = 3;
  bool pools_before = false;  ///< 2x2, before the convolution
  bool is_linear = false;     ///< no activation behind it
};

/// Convolutions with bias and leaky ReLU (slope 0.01), one behind the other, registered under their
/// names. Weights start as Xavier's uniform, biases at 1e-4.
class LeakyChainImpl : public torch::nn::Module {
 public:
  LeakyChainImpl(std::int64_t in, std::vector<LeakyStep> steps);
  at::Tensor forward(const at::Tensor& input);

 private:
  std::vector<LeakyStep> steps_;
  std::vector<torch::nn::Conv2d> convs_{};
};
TORCH_MODULE(LeakyChain);

/// The first convolutions of both networks of ColorHandPose3D: 64, 64, 128, 128, 256 (4), with a
/// pool after each width, and `last` of 512 channels.
[[nodiscard]] std::vector<LeakyStep> hand3d_trunk(std::size_t last);

}  // namespace handsight
