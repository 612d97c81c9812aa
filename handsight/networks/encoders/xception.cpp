// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>
#include <vector>

#include <ATen/ATen.h>
#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/pooling.h>

#include "handsight/networks/blocks/batch_norm.h"
#include "handsight/networks/blocks/layers.h"
#include "handsight/networks/blocks/recomputable.h"
#include "handsight/networks/encoder.h"

namespace handsight {
namespace {

namespace nn = torch::nn;

struct XceptionOptions {};

template <class Field>
void visit_fields(XceptionOptions&, Field&&) {}

/// Depthwise 3x3 `conv1`, then `pointwise`.
class SeparableConvImpl : public nn::Module {
 public:
  SeparableConvImpl(std::int64_t in, std::int64_t out) {
    conv1_ = register_module("conv1", make_conv({.in = in, .out = in, .groups = in}));
    pointwise_ = register_module("pointwise", make_conv({.in = in, .out = out, .kernel = 1}));
  }
  at::Tensor forward(const at::Tensor& input) {
    return pointwise_->forward(conv1_->forward(input));
  }

 private:
  nn::Conv2d conv1_{nullptr};
  nn::Conv2d pointwise_{nullptr};
};
TORCH_MODULE(SeparableConv);

struct BlockShape {
  std::int64_t in, out, repetitions, stride;
  bool starts_with_relu = true;
  bool grows_first = true;  // else only the last convolution widens
};

/// `rep.N` numbers activations and pool as well; `skip` and `skipbn` where the shape changes.
class BlockImpl : public Recomputable {
 public:
  explicit BlockImpl(const BlockShape& s) {
    const auto push = [this](const auto& layer) {
      rep_->push_back(std::to_string(rep_->size()), layer);
    };
    auto in = s.in;
    for (std::int64_t i = 0; i < s.repetitions; ++i) {
      const auto out = s.grows_first || i + 1 == s.repetitions ? s.out : s.in;
      if (i > 0 || s.starts_with_relu) push(nn::ReLU());
      push(SeparableConv(in, out));
      push(BatchNorm(out));
      in = out;
    }
    if (s.stride > 1) push(nn::MaxPool2d(nn::MaxPool2dOptions(3).stride(s.stride).padding(1)));
    register_module("rep", rep_);
    if (s.in == s.out && s.stride == 1) return;
    skip_ = register_module("skip",
                            make_conv({.in = s.in, .out = s.out, .kernel = 1, .stride = s.stride}));
    skipbn_ = register_module("skipbn", BatchNorm(s.out));
  }

  at::Tensor forward(const at::Tensor& input) {
    return through([this](const at::Tensor& map) { return add_residual(map); }, input);
  }

 private:
  at::Tensor add_residual(const at::Tensor& input) {
    const auto map = rep_->forward(input);
    return map + (skip_.is_empty() ? input : skipbn_->forward(skip_->forward(input)));
  }

  Layers rep_{};
  nn::Conv2d skip_{nullptr};
  BatchNorm skipbn_{nullptr};
};
TORCH_MODULE(Block);

constexpr std::array kBlocks{
    BlockShape{64, 128, 2, 2, false}, BlockShape{128, 256, 2, 2},
    BlockShape{256, 728, 2, 2},       BlockShape{728, 728, 3, 1},
    BlockShape{728, 728, 3, 1},       BlockShape{728, 728, 3, 1},
    BlockShape{728, 728, 3, 1},       BlockShape{728, 728, 3, 1},
    BlockShape{728, 728, 3, 1},       BlockShape{728, 728, 3, 1},
    BlockShape{728, 728, 3, 1},       BlockShape{728, 1024, 2, 2, true, false}};

/// All convolutions pad, so that levels are exact halves; the paper's first two do not.
class Xception final : public Encoder {
 public:
  Xception() {
    conv1_ = register_module("conv1", make_conv({.in = 3, .out = 32, .stride = 2}));
    bn1_ = register_module("bn1", BatchNorm(32));
    conv2_ = register_module("conv2", make_conv({.in = 32, .out = 64}));
    bn2_ = register_module("bn2", BatchNorm(64));
    for (const auto& shape : kBlocks) {
      const auto name = "block" + std::to_string(blocks_.size() + 1);
      blocks_.push_back(register_module(name, Block(shape)));
    }
    conv3_ = register_module("conv3", SeparableConv(1024, 1536));
    bn3_ = register_module("bn3", BatchNorm(1536));
    conv4_ = register_module("conv4", SeparableConv(1536, 2048));
    bn4_ = register_module("bn4", BatchNorm(2048));
  }

  [[nodiscard]] std::vector<FeatureLevel> levels() const override {
    return {{64, 2}, {128, 4}, {256, 8}, {728, 16}, {2048, 32}};
  }

  std::vector<at::Tensor> forward(const at::Tensor& image) override {
    auto map = at::relu(bn1_->forward(conv1_->forward(image)));
    map = at::relu(bn2_->forward(conv2_->forward(map)));
    std::vector<at::Tensor> pyramid{map};
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      // a level is what the next halving starts from
      if (kBlocks[i].stride == 2 && i > 0) pyramid.push_back(map);
      map = blocks_[i]->forward(map);
    }
    map = at::relu(bn3_->forward(conv3_->forward(map)));
    pyramid.push_back(bn4_->forward(conv4_->forward(map)));
    return pyramid;
  }

 private:
  nn::Conv2d conv1_{nullptr};
  BatchNorm bn1_{nullptr};
  nn::Conv2d conv2_{nullptr};
  BatchNorm bn2_{nullptr};
  std::vector<Block> blocks_{};
  SeparableConv conv3_{nullptr};
  BatchNorm bn3_{nullptr};
  SeparableConv conv4_{nullptr};
  BatchNorm bn4_{nullptr};
};

}  // namespace

EncoderEntry xception_encoder() {
  return {.name = "xception",
          .reference =
              "Chollet, Xception, CVPR 2017; weights as timm names them, normalised by "
              "mean and std 0.5",
          .make = [](const Json& options) -> std::shared_ptr<Encoder> {
            (void)parse_fields<XceptionOptions>(options, "encoder xception");
            return std::make_shared<Xception>();
          },
          .options = describe_fields<XceptionOptions>};
}

}  // namespace handsight
