// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/resnet.h"

#include <string>
#include <vector>

#include <ATen/ATen.h>

#include "handsight/core/error.h"
#include "handsight/networks/blocks/batch_norm.h"
#include "handsight/networks/blocks/layers.h"
#include "handsight/networks/blocks/recomputable.h"

namespace handsight {
namespace {

namespace nn = torch::nn;

constexpr std::int64_t kStemChannels = 64;

struct BlockShape {
  std::int64_t in, middle, out, stride, dilation;
  [[nodiscard]] bool keeps_shape() const { return stride == 1 && in == out; }
};

/// `conv1`, `bn1` ... and `downsample` where the shape changes.
class ResidualBlockImpl : public Recomputable {
 public:
  ResidualBlockImpl(ResnetBlock kind, const BlockShape& s) {
    if (kind == ResnetBlock::kBasic) {
      add({.in = s.in, .out = s.middle, .stride = s.stride, .dilation = s.dilation});
      add({.in = s.middle, .out = s.out, .dilation = s.dilation});
    } else {
      add({.in = s.in, .out = s.middle, .kernel = 1});
      add({.in = s.middle, .out = s.middle, .stride = s.stride, .dilation = s.dilation});
      add({.in = s.middle, .out = s.out, .kernel = 1});
    }
    if (s.keeps_shape()) return;
    downsample_ = register_module(
        "downsample",
        conv_norm({.in = s.in, .out = s.out, .kernel = 1, .stride = s.stride}, Activation::kNone));
  }

  at::Tensor forward(const at::Tensor& input) {
    return through([this](const at::Tensor& map) { return add_residual(map); }, input);
  }

 private:
  at::Tensor add_residual(const at::Tensor& input) {
    auto map = input;
    for (std::size_t i = 0; i < convs_.size(); ++i) {
      if (i > 0) map = at::relu_(map);
      map = norms_[i]->forward(convs_[i]->forward(map));
    }
    return at::relu(map + (downsample_.is_empty() ? input : downsample_->forward(input)));
  }

  void add(const ConvShape& shape) {
    const auto number = std::to_string(convs_.size() + 1);
    convs_.push_back(register_module("conv" + number, make_conv(shape)));
    norms_.push_back(register_module("bn" + number, BatchNorm(shape.out)));
  }

  std::vector<nn::Conv2d> convs_{};
  std::vector<BatchNorm> norms_{};
  Layers downsample_{nullptr};
};
TORCH_MODULE(ResidualBlock);

class Resnet final : public Encoder {
 public:
  Resnet(const ResnetShape& shape, std::int64_t output_stride) {
    conv1_ = register_module("conv1",
                             make_conv({.in = 3, .out = kStemChannels, .kernel = 7, .stride = 2}));
    bn1_ = register_module("bn1", BatchNorm(kStemChannels));
    levels_.push_back({.channels = kStemChannels, .stride = 2});
    const std::int64_t widening = shape.block == ResnetBlock::kBasic ? 1 : 4;
    std::int64_t stride = 4;
    std::int64_t dilation = 1;
    for (std::size_t i = 0; i < shape.blocks.size(); ++i) {
      const auto width = kStemChannels << i;
      const bool wants_stride = i > 0;
      const bool strides = wants_stride && stride < output_stride;
      // as torchvision does: the first block of a dilated layer keeps the dilation before it
      const auto first_dilation = dilation;
      if (strides) stride *= 2;
      if (wants_stride && !strides) dilation *= 2;
      Layers layer;
      for (std::int64_t j = 0; j < shape.blocks[i]; ++j) {
        const auto in = j > 0 ? width * widening : levels_.back().channels;
        layer->push_back(
            ResidualBlock(shape.block, BlockShape{.in = in,
                                                  .middle = width,
                                                  .out = width * widening,
                                                  .stride = j == 0 && strides ? 2 : 1,
                                                  .dilation = j == 0 ? first_dilation : dilation}));
      }
      layers_.push_back(register_module("layer" + std::to_string(i + 1), layer));
      levels_.push_back({.channels = width * widening, .stride = stride});
    }
  }

  [[nodiscard]] std::vector<FeatureLevel> levels() const override { return levels_; }

  std::vector<at::Tensor> forward(const at::Tensor& image) override {
    std::vector<at::Tensor> pyramid{at::relu(bn1_->forward(conv1_->forward(image)))};
    auto map = at::max_pool2d(pyramid.front(), {3, 3}, {2, 2}, {1, 1});
    for (auto& layer : layers_) {
      map = layer->forward(map);
      pyramid.push_back(map);
    }
    return pyramid;
  }

 private:
  nn::Conv2d conv1_{nullptr};
  BatchNorm bn1_{nullptr};
  std::vector<Layers> layers_{};
  std::vector<FeatureLevel> levels_{};
};

}  // namespace

std::shared_ptr<Encoder> make_resnet(const ResnetShape& shape, const ResnetOptions& options,
                                     std::string_view owner) {
  const auto stride = options.output_stride;
  if (stride != 8 && stride != 16 && stride != 32) {
    fail(owner, ": option 'output_stride' is ", stride, ", expected 8, 16 or 32");
  }
  return std::make_shared<Resnet>(shape, stride);
}

}  // namespace handsight
