// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/resnet_generator.h"

#include <ATen/ATen.h>
#include <torch/nn/functional/instancenorm.h>  // which the module lacks
#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/instancenorm.h>
#include <torch/nn/modules/padding.h>

#include "handsight/networks/blocks/convolution.h"

namespace handsight {
namespace {

namespace nn = torch::nn;

constexpr double kInitialStd = 0.02;
constexpr std::int64_t kBase = 64;
constexpr std::int64_t kBlocks = 9;

nn::Conv2d started(nn::Conv2dOptions options) {
  nn::Conv2d conv(options);
  init_normal(*conv, kInitialStd);
  return conv;
}

void push_norm_relu(LayersImpl& layers, std::int64_t channels) {
  layers.push_back(nn::InstanceNorm2d(channels));
  layers.push_back(nn::ReLU(nn::ReLUOptions(true)));
}

class ReflectedBlockImpl : public nn::Module {
 public:
  explicit ReflectedBlockImpl(std::int64_t channels) {
    for (int i = 0; i < 2; ++i) {
      conv_block_->push_back(nn::ReflectionPad2d(1));
      conv_block_->push_back(started(nn::Conv2dOptions(channels, channels, 3)));
      conv_block_->push_back(nn::InstanceNorm2d(channels));
      if (i == 0) conv_block_->push_back(nn::ReLU(nn::ReLUOptions(true)));
    }
    register_module("conv_block", conv_block_);
  }
  at::Tensor forward(const at::Tensor& input) { return input + conv_block_->forward(input); }

 private:
  Layers conv_block_{};
};
TORCH_MODULE(ReflectedBlock);

}  // namespace

ResnetGeneratorImpl::ResnetGeneratorImpl(std::int64_t in, std::int64_t out) {
  auto& model = *model_;
  model.push_back(nn::ReflectionPad2d(3));
  model.push_back(started(nn::Conv2dOptions(in, kBase, 7)));
  push_norm_relu(model, kBase);
  for (const std::int64_t width : {kBase, 2 * kBase}) {
    model.push_back(started(nn::Conv2dOptions(width, 2 * width, 3).stride(2).padding(1)));
    push_norm_relu(model, 2 * width);
  }
  for (std::int64_t i = 0; i < kBlocks; ++i) model.push_back(ReflectedBlock(4 * kBase));
  for (const std::int64_t width : {2 * kBase, kBase}) {
    ConvTranspose2d up(
        nn::ConvTranspose2dOptions(2 * width, width, 3).stride(2).padding(1).output_padding(1));
    init_normal(*up, kInitialStd);
    model.push_back(up);
    push_norm_relu(model, width);
  }
  model.push_back(nn::ReflectionPad2d(3));
  model.push_back(started(nn::Conv2dOptions(kBase, out, 7)));
  register_module("model", model_);
}

}  // namespace handsight
