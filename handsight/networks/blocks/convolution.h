// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <torch/nn/modules/conv.h>

namespace handsight {

/// Transposed convolution that is also right in bfloat16 on a CPU.
///
/// libtorch 1.13 refuses bfloat16 transposed convolutions on a CPU ("wrong shape"), with autocast
/// and without. So under autocast a 2x2 one of stride 2 becomes a 1x1 convolution and a pixel
/// shuffle, one of stride 1 that keeps the size becomes a convolution with the kernel turned, which
/// are the same sums and return bfloat16; any other is computed in float32 and returns float32.
/// Without autocast the type of the weights is returned.
///
/// The one that keeps the size is a convolution in float32 too while gradients are recorded: as a
/// transposed one, 3x3 on 8 to 64 channels takes libtorch 1.13 two to five times as long, forwards
/// and backwards, on one core with AVX-512.
class ConvTranspose2dImpl : public torch::nn::ConvTranspose2dImpl {
 public:
  using torch::nn::ConvTranspose2dImpl::ConvTranspose2dImpl;
  at::Tensor forward(const at::Tensor& input);

 private:
  [[nodiscard]] bool doubles_without_overlap() const;
  [[nodiscard]] bool keeps_the_size() const;
  [[nodiscard]] at::Tensor forward_as_pixel_shuffle(const at::Tensor& input) const;
  [[nodiscard]] at::Tensor forward_as_convolution(const at::Tensor& input) const;
};
TORCH_MODULE(ConvTranspose2d);

/// Convolution with TensorFlow's SAME padding of even inputs at stride 2: none before, k - 2 after
/// (k = 3: one), where torchvision pads both sides.
class TrailingPadConv2dImpl : public torch::nn::Conv2dImpl {
 public:
  using torch::nn::Conv2dImpl::Conv2dImpl;
  at::Tensor forward(const at::Tensor& input);
};
TORCH_MODULE(TrailingPadConv2d);

/// Weights N(0, 2 / fan_in), bias 0 (He et al., ICCV 2015).
void init_he_fan_in(torch::nn::Conv2dImpl& conv);
/// Weights N(0, 2 / fan_out), bias 0, as torchvision starts its MobileNets.
void init_he_fan_out(torch::nn::Conv2dImpl& conv);
/// The fan of a transposed convolution is the number of inputs that reach one output pixel,
/// in_channels * k * k / stride^2.
void init_he_fan_in(torch::nn::ConvTranspose2dImpl& conv);
/// Weights U(-b, b) with b = sqrt(6 / fan_in), bias 0, as segmentation_models starts its decoders.
void init_he_uniform_fan_in(torch::nn::Conv2dImpl& conv);
/// Weights U(-b, b) with b = sqrt(6 / (fan_in + fan_out)), bias 0 (Glorot and Bengio, 2010): for a
/// convolution without an activation behind it.
void init_xavier_uniform(torch::nn::Conv2dImpl& conv);
/// Weights N(0, std^2), bias 0.
void init_normal(torch::nn::ConvTranspose2dImpl& conv, double std);
/// Weights N(0, std^2), bias 0.
void init_normal(torch::nn::Conv2dImpl& conv, double std);

}  // namespace handsight
