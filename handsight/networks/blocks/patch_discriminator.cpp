// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/patch_discriminator.h"

#include <string>

#include <ATen/ATen.h>
#include <torch/nn/functional/instancenorm.h>  // which the module lacks
#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/instancenorm.h>

#include "handsight/core/error.h"
#include "handsight/networks/blocks/batch_norm.h"
#include "handsight/networks/blocks/convolution.h"
#include "handsight/networks/blocks/layers.h"

namespace handsight {
namespace {

namespace nn = torch::nn;

constexpr std::int64_t kKernel = 4;
constexpr std::int64_t kLeastSide = 32;
constexpr double kSlope = 0.2;
constexpr double kInitialStd = 0.02;

class PatchDiscriminator final : public Discriminator {
 public:
  PatchDiscriminator(const PatchShape& shape, std::string_view owner)
      : channels_(shape.channels), owner_(owner) {
    auto in = shape.channels;
    for (std::size_t i = 0; i < shape.strides.size(); ++i) {
      const bool is_last = i + 1 == shape.strides.size();
      const auto out = is_last ? 1 : shape.base << i;
      nn::Conv2d conv(nn::Conv2dOptions(in, out, kKernel)
                          .stride(shape.strides[i])
                          .padding(is_last ? shape.last_padding : 1)
                          .bias(shape.bias));
      init_normal(*conv, kInitialStd);
      model_->push_back(conv);
      if (is_last) break;
      if (i > 0 && shape.norm == PatchNorm::kBatch) model_->push_back(BatchNorm(out));
      if (i > 0 && shape.norm == PatchNorm::kInstance) model_->push_back(nn::InstanceNorm2d(out));
      model_->push_back(nn::LeakyReLU(nn::LeakyReLUOptions().negative_slope(kSlope)));
      in = out;
    }
    register_module("model", model_);
  }

  at::Tensor forward(const at::Tensor& maps) override {
    if (maps.dim() != 4 || maps.size(1) != channels_ || maps.size(2) < kLeastSide ||
        maps.size(3) < kLeastSide || !maps.is_floating_point()) {
      fail(owner_, ": expected floating point N ", channels_, " H W with sides of at least ",
           kLeastSide, ", found ", maps.dtype().name(), " of sizes ", maps.sizes());
    }
    return model_->forward(maps);
  }

 private:
  std::int64_t channels_;
  std::string owner_;
  Layers model_{};
};

}  // namespace

std::shared_ptr<Discriminator> make_patch_discriminator(const PatchShape& shape,
                                                        std::string_view owner) {
  return std::make_shared<PatchDiscriminator>(shape, owner);
}

}  // namespace handsight
