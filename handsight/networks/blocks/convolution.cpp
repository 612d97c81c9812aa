// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/convolution.h"

#include <cmath>

#include <ATen/ATen.h>
#include <c10/core/impl/LocalDispatchKeySet.h>
#include <torch/nn/init.h>

namespace handsight {
namespace {

void fill(at::Tensor weight, at::Tensor bias, double std) {
  const torch::NoGradGuard no_grad;
  weight.normal_(0.0, std);
  if (bias.defined()) bias.zero_();
}

void fill_uniform(at::Tensor weight, at::Tensor bias, double bound) {
  const torch::NoGradGuard no_grad;
  weight.uniform_(-bound, bound);
  if (bias.defined()) bias.zero_();
}

bool cpu_autocast_is_on() {
  return !c10::impl::tls_is_dispatch_key_excluded(c10::DispatchKey::AutocastCPU);
}

}  // namespace

at::Tensor ConvTranspose2dImpl::forward(const at::Tensor& input) {
  if (!input.is_cpu()) return torch::nn::ConvTranspose2dImpl::forward(input);
  if (cpu_autocast_is_on() && doubles_without_overlap()) return forward_as_pixel_shuffle(input);
  // an exporter, which records without gradients, is to see one transposed convolution
  const bool learns = at::GradMode::is_enabled() && input.scalar_type() == weight.scalar_type();
  if ((cpu_autocast_is_on() || learns) && keeps_the_size()) return forward_as_convolution(input);
  const c10::impl::ExcludeDispatchKeyGuard no_autocast(c10::DispatchKey::AutocastCPU);
  const auto map = at::conv_transpose2d(input.to(at::kFloat), weight.to(at::kFloat),
                                        bias.defined() ? bias.to(at::kFloat) : bias,
                                        *options.stride(), *padding(), *options.output_padding(),
                                        options.groups(), *options.dilation());
  return weight.scalar_type() == at::kFloat ? map : map.to(input.scalar_type());
}

bool ConvTranspose2dImpl::doubles_without_overlap() const {
  return options.groups() == 1 && *options.kernel_size() == *torch::ExpandingArray<2>(2) &&
         *options.stride() == *torch::ExpandingArray<2>(2) &&
         *padding() == *torch::ExpandingArray<2>(0) &&
         *options.output_padding() == *torch::ExpandingArray<2>(0) &&
         *options.dilation() == *torch::ExpandingArray<2>(1);
}

bool ConvTranspose2dImpl::keeps_the_size() const {
  const auto& kernel = *options.kernel_size();
  return options.groups() == 1 && *options.stride() == *torch::ExpandingArray<2>(1) &&
         *options.dilation() == *torch::ExpandingArray<2>(1) &&
         *options.output_padding() == *torch::ExpandingArray<2>(0) && kernel[0] % 2 == 1 &&
         kernel[0] == kernel[1] && *padding() == *torch::ExpandingArray<2>(kernel[0] / 2);
}

at::Tensor ConvTranspose2dImpl::forward_as_convolution(const at::Tensor& input) const {
  return at::conv2d(input, weight.flip({2, 3}).transpose(0, 1), bias, 1, *padding());
}

at::Tensor ConvTranspose2dImpl::forward_as_pixel_shuffle(const at::Tensor& input) const {
  const auto out = weight.size(1);
  const auto pointwise = weight.permute({1, 2, 3, 0}).reshape({4 * out, weight.size(0), 1, 1});
  const auto repeated = bias.defined() ? bias.repeat_interleave(4) : bias;
  return at::pixel_shuffle(at::conv2d(input, pointwise, repeated), 2);
}

at::Tensor TrailingPadConv2dImpl::forward(const at::Tensor& input) {
  const auto rows = (*options.kernel_size())[0] - 2;
  const auto columns = (*options.kernel_size())[1] - 2;
  return torch::nn::Conv2dImpl::forward(at::constant_pad_nd(input, {0, columns, 0, rows}));
}

void init_he_fan_in(torch::nn::Conv2dImpl& conv) {
  const auto fan = static_cast<double>(conv.weight.numel() / conv.weight.size(0));
  fill(conv.weight, conv.bias, std::sqrt(2.0 / fan));
}

void init_he_fan_out(torch::nn::Conv2dImpl& conv) {
  const auto taps = conv.weight.size(2) * conv.weight.size(3);
  fill(conv.weight, conv.bias, std::sqrt(2.0 / static_cast<double>(taps * conv.weight.size(0))));
}

void init_he_fan_in(torch::nn::ConvTranspose2dImpl& conv) {
  const auto& stride = *conv.options.stride();
  const auto taps = static_cast<double>(conv.weight.size(2) * conv.weight.size(3)) /
                    static_cast<double>(stride[0] * stride[1]);
  fill(conv.weight, conv.bias, std::sqrt(2.0 / (taps * static_cast<double>(conv.weight.size(0)))));
}

void init_he_uniform_fan_in(torch::nn::Conv2dImpl& conv) {
  const auto fan = static_cast<double>(conv.weight.numel() / conv.weight.size(0));
  fill_uniform(conv.weight, conv.bias, std::sqrt(6.0 / fan));
}

void init_xavier_uniform(torch::nn::Conv2dImpl& conv) {
  const auto taps = conv.weight.size(2) * conv.weight.size(3);
  const auto fans = taps * (conv.weight.size(0) + conv.weight.size(1));
  fill_uniform(conv.weight, conv.bias, std::sqrt(6.0 / static_cast<double>(fans)));
}

void init_normal(torch::nn::Conv2dImpl& conv, double std) { fill(conv.weight, conv.bias, std); }

void init_normal(torch::nn::ConvTranspose2dImpl& conv, double std) {
  fill(conv.weight, conv.bias, std);
}

}  // namespace handsight
