// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <vector>

#include <ATen/ATen.h>
#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/container/any.h>
#include <torch/nn/modules/container/modulelist.h>
#include <torch/nn/modules/dropout.h>

#include "handsight/core/error.h"
#include "handsight/networks/blocks/batch_norm.h"
#include "handsight/networks/blocks/layers.h"
#include "handsight/networks/blocks/pyramid.h"
#include "handsight/networks/decoder.h"

namespace handsight {
namespace {

namespace nn = torch::nn;

constexpr std::string_view kOwner = "decoder deeplabv3plus";
constexpr std::int64_t kFinestStride = 4;
constexpr std::size_t kLevels = 4;
constexpr std::int64_t kSkipChannels = 48;

struct Deeplabv3plusOptions {
  std::int64_t channels = 256;
  std::vector<int> rates{12, 24, 36};
  double dropout = 0.5;
};

template <class Field>
void visit_fields(Deeplabv3plusOptions& o, Field&& field) {
  field("channels", o.channels, Range{1, 2048}, "channels of the result");
  field("rates", o.rates, Range{1, 128},
        "dilations of the spatial pyramid; these suit an encoder of output stride 16");
  field("dropout", o.dropout, Range{0.0, 0.95}, "probability behind the spatial pyramid");
}

Layers separable_norm_relu(std::int64_t in, std::int64_t out, std::int64_t rate) {
  return Layers(separable_conv({.in = in, .out = out, .dilation = rate}), BatchNorm(out),
                nn::ReLU(nn::ReLUOptions(true)));
}

/// The mean over the picture, projected and spread again. Under a batch of one picture the mean is
/// a single value a channel, which batch normalisation cannot train on.
class PooledBranchImpl : public nn::Module {
 public:
  PooledBranchImpl(std::int64_t in, std::int64_t out) {
    conv_ = register_module("1", make_conv({.in = in, .out = out, .kernel = 1}));
    norm_ = register_module("2", BatchNorm(out));
  }
  at::Tensor forward(const at::Tensor& input) {
    const auto pooled = at::relu(norm_->forward(conv_->forward(input.mean({2, 3}, true))));
    return pooled.expand({-1, -1, input.size(2), input.size(3)});
  }

 private:
  nn::Conv2d conv_{nullptr};
  BatchNorm norm_{nullptr};
};
TORCH_MODULE(PooledBranch);

/// Atrous spatial pyramid pooling: `convs.N` side by side, then `project`.
class SpatialPyramidImpl : public nn::Module {
 public:
  SpatialPyramidImpl(std::int64_t in, const Deeplabv3plusOptions& o) {
    branches_.push_back(
        nn::AnyModule(conv_norm({.in = in, .out = o.channels, .kernel = 1}, Activation::kRelu)));
    for (const auto rate : o.rates) {
      branches_.push_back(nn::AnyModule(separable_norm_relu(in, o.channels, rate)));
    }
    branches_.push_back(nn::AnyModule(PooledBranch(in, o.channels)));
    for (auto& branch : branches_) convs_->push_back(branch.ptr());
    register_module("convs", convs_);
    const auto count = static_cast<std::int64_t>(branches_.size());
    project_ =
        conv_norm({.in = count * o.channels, .out = o.channels, .kernel = 1}, Activation::kRelu);
    project_->push_back(nn::Dropout(o.dropout));
    register_module("project", project_);
  }

  at::Tensor forward(const at::Tensor& input) {
    std::vector<at::Tensor> maps;
    for (auto& branch : branches_) maps.push_back(branch.forward(input));
    return project_->forward(at::cat(maps, 1));
  }

 private:
  std::vector<nn::AnyModule> branches_{};
  nn::ModuleList convs_{};
  Layers project_{nullptr};
};
TORCH_MODULE(SpatialPyramid);

class Deeplabv3plusDecoder final : public Decoder {
 public:
  Deeplabv3plusDecoder(const std::vector<FeatureLevel>& levels, const Deeplabv3plusOptions& o)
      : pyramid_(levels, kFinestStride, kLevels, kOwner), channels_(o.channels) {
    if (o.rates.empty()) fail(kOwner, ": option 'rates' is empty, expected at least one");
    const auto& used = pyramid_.levels();
    aspp_ = Layers(SpatialPyramid(used.front().channels, o),
                   separable_conv({.in = channels_, .out = channels_}), BatchNorm(channels_),
                   nn::ReLU(nn::ReLUOptions(true)));
    block1_ = conv_norm({.in = used.back().channels, .out = kSkipChannels, .kernel = 1},
                        Activation::kRelu);
    block2_ = separable_norm_relu(channels_ + kSkipChannels, channels_, 1);
    register_module("aspp", aspp_);
    register_module("block1", block1_);
    register_module("block2", block2_);
  }

  [[nodiscard]] FeatureLevel level() const override {
    return {.channels = channels_, .stride = pyramid_.levels().back().stride};
  }

  at::Tensor forward(const std::vector<at::Tensor>& pyramid) override {
    const auto maps = pyramid_.maps(pyramid);
    const auto skip = block1_->forward(maps.back());
    const auto deep = enlarged_to(aspp_->forward(maps.front()), skip);
    return block2_->forward(at::cat({deep, skip.to(deep.scalar_type())}, 1));
  }

 private:
  DeepestFirst pyramid_;
  std::int64_t channels_;
  Layers aspp_{nullptr};
  Layers block1_{nullptr};
  Layers block2_{nullptr};
};

}  // namespace

DecoderEntry deeplabv3plus_decoder() {
  return {.name = "deeplabv3plus",
          .reference =
              "Chen et al., DeepLabv3+, ECCV 2018, in the form of segmentation_models, "
              "weights as it names them; residual encoders want output_stride 16",
          .make = [](const std::vector<FeatureLevel>& levels,
                     const Json& options) -> std::shared_ptr<Decoder> {
            return std::make_shared<Deeplabv3plusDecoder>(
                levels, parse_fields<Deeplabv3plusOptions>(options, kOwner));
          },
          .options = describe_fields<Deeplabv3plusOptions>};
}

}  // namespace handsight
