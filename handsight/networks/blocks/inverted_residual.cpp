// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/inverted_residual.h"

#include <cstdint>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include "handsight/core/vector_clones.h"
#include "handsight/networks/blocks/batch_norm.h"
#include "handsight/networks/blocks/convolution.h"

namespace handsight {

namespace nn = torch::nn;

namespace {

/// The gradients where 0 < activation < 6, else 0. Activations and gradients are the bits of
/// bfloat16: numbers above zero are in the order of their bits, those below are below zero as
/// integers, too.
HANDSIGHT_VECTOR_CLONES void pass_between(const std::int16_t* activations,
                                          const std::int16_t* gradients, std::int16_t* passed,
                                          std::int64_t count) {
  constexpr std::int16_t kSix = 0x40C0;
  for (std::int64_t i = 0; i < count; ++i) {
    const bool between = activations[i] > 0 && activations[i] < kSix;
    passed[i] = between ? gradients[i] : std::int16_t{0};
  }
}

const std::int16_t* bits_of(const at::Tensor& tensor) {
  return reinterpret_cast<const std::int16_t*>(tensor.data_ptr<at::BFloat16>());
}

/// ReLU6 with a backward pass in bfloat16 on a CPU: libtorch 1.13 has none for hardtanh, and what
/// it has for clamp and threshold takes several passes over memory.
class BFloat16Relu6 : public torch::autograd::Function<BFloat16Relu6> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& input) {
    const auto clamped = at::clamp(input, 0.0, 6.0);
    context->save_for_backward({clamped});
    return clamped;
  }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& gradients) {
    const auto clamped = context->get_saved_variables().front();
    auto gradient = gradients.front();
    // both in one order, without gaps
    if (gradient.strides() != clamped.strides() || gradient.scalar_type() != at::kBFloat16) {
      gradient = at::empty_like(clamped).copy_(gradient);
    }
    auto passed = at::empty_like(clamped);
    auto* const target = reinterpret_cast<std::int16_t*>(passed.data_ptr<at::BFloat16>());
    constexpr std::int64_t kGrain = 1 << 15;
    at::parallel_for(0, clamped.numel(), kGrain, [&](std::int64_t begin, std::int64_t end) {
      pass_between(bits_of(clamped) + begin, bits_of(gradient) + begin, target + begin,
                   end - begin);
    });
    return {passed};
  }
};

class Relu6Impl : public nn::Module {
 public:
  at::Tensor forward(const at::Tensor& input) {
    if (input.is_cpu() && input.scalar_type() == at::kBFloat16) return BFloat16Relu6::apply(input);
    auto map = input;
    return at::hardtanh_(map, 0.0, 6.0);
  }
};
TORCH_MODULE(Relu6);

}  // namespace

ConvNormRelu6Impl::ConvNormRelu6Impl(const ConvNormOptions& o) {
  auto conv_options =
      nn::Conv2dOptions(o.in, o.out, o.kernel).stride(o.stride).groups(o.groups).bias(false);
  if (o.same_padding && o.stride == 2) {
    TrailingPadConv2d conv(conv_options);
    init_he_fan_out(*conv);
    push_back(conv);
  } else {
    nn::Conv2d conv(conv_options.padding((o.kernel - 1) / 2));
    init_he_fan_out(*conv);
    push_back(conv);
  }
  push_back(BatchNorm(o.out));
  push_back(Relu6());
}

at::Tensor ConvNormRelu6Impl::forward(const at::Tensor& input) {
  return SequentialImpl::forward(input);
}

InvertedResidualImpl::InvertedResidualImpl(const InvertedResidualOptions& o)
    : adds_input_(o.stride == 1 && o.in == o.out) {
  const auto hidden = o.in * o.expand;
  if (o.expand != 1) {
    conv_->push_back(ConvNormRelu6(ConvNormOptions{.in = o.in, .out = hidden, .kernel = 1}));
  }
  conv_->push_back(ConvNormRelu6(ConvNormOptions{.in = hidden,
                                                 .out = hidden,
                                                 .stride = o.stride,
                                                 .groups = hidden,
                                                 .same_padding = o.same_padding}));
  nn::Conv2d project(nn::Conv2dOptions(hidden, o.out, 1).bias(false));
  init_he_fan_out(*project);
  conv_->push_back(project);
  conv_->push_back(BatchNorm(o.out));
  register_module("conv", conv_);
}

at::Tensor InvertedResidualImpl::forward(const at::Tensor& input) {
  const auto map = through([this](const at::Tensor& each) { return conv_->forward(each); }, input);
  return adds_input_ ? input + map : map;
}

}  // namespace handsight
