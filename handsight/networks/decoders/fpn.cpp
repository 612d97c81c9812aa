// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <vector>

#include <ATen/ATen.h>
#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/container/modulelist.h>
#include <torch/nn/modules/dropout.h>
#include <torch/nn/modules/normalization.h>

#include "handsight/core/error.h"
#include "handsight/networks/blocks/convolution.h"
#include "handsight/networks/blocks/layers.h"
#include "handsight/networks/blocks/numbered.h"
#include "handsight/networks/blocks/pyramid.h"
#include "handsight/networks/decoder.h"

namespace handsight {
namespace {

namespace nn = torch::nn;

constexpr std::string_view kOwner = "decoder fpn";
constexpr std::size_t kLevels = 4;  // strides 32 to 4
constexpr std::int64_t kFinestStride = 4;
constexpr std::int64_t kGroups = 32;

struct FpnOptions {
  std::int64_t pyramid_channels = 256;
  std::int64_t segmentation_channels = 128;
  double dropout = 0.2;
};

template <class Field>
void visit_fields(FpnOptions& o, Field&& field) {
  field("pyramid_channels", o.pyramid_channels, Range{1, 2048}, "channels of the top-down pathway");
  field("segmentation_channels", o.segmentation_channels, Range{32, 2048},
        "channels of the sum of all levels; a multiple of 32");
  field("dropout", o.dropout, Range{0.0, 0.95}, "probability for whole channels of the sum");
}

/// libtorch 1.13 has no group normalisation of bfloat16 by float32 scales on a CPU.
class Float32GroupNormImpl : public nn::GroupNormImpl {
 public:
  using nn::GroupNormImpl::GroupNormImpl;
  at::Tensor forward(const at::Tensor& input) {
    return nn::GroupNormImpl::forward(input.to(weight.scalar_type()));
  }
};
TORCH_MODULE(Float32GroupNorm);

/// `block.0`, `block.1`: convolution and group normalisation.
class ConvGroupNormImpl : public nn::Module {
 public:
  ConvGroupNormImpl(std::int64_t in, std::int64_t out) {
    auto conv = make_conv({.in = in, .out = out});
    init_he_uniform_fan_in(*conv);
    block_ =
        register_module("block", Layers(conv, Float32GroupNorm(nn::GroupNormOptions(kGroups, out)),
                                        nn::ReLU(nn::ReLUOptions(true))));
  }
  at::Tensor forward(const at::Tensor& input) { return block_->forward(input); }

 private:
  Layers block_{nullptr};
};
TORCH_MODULE(ConvGroupNorm);

/// Brings one level to the finest, one doubling behind each convolution.
class SegmentationBlockImpl : public nn::Module {
 public:
  SegmentationBlockImpl(std::int64_t in, std::int64_t out, std::int64_t doublings)
      : doublings_(doublings) {
    for (std::int64_t i = 0; i < std::max<std::int64_t>(doublings, 1); ++i) {
      block_->push_back(ConvGroupNorm(i == 0 ? in : out, out));
    }
    register_module("block", block_);
  }

  at::Tensor forward(const at::Tensor& input) {
    auto map = input;
    for (std::size_t i = 0; i < block_->size(); ++i) {
      map = block_->ptr(i)->as<ConvGroupNormImpl>()->forward(map);
      if (doublings_ > 0) {
        map = at::upsample_bilinear2d(map, {2 * map.size(2), 2 * map.size(3)}, true);
      }
    }
    return map;
  }

 private:
  std::int64_t doublings_;
  nn::ModuleList block_{};
};
TORCH_MODULE(SegmentationBlock);

/// `skip_conv` of one step down the pyramid.
class TopDownStepImpl : public nn::Module {
 public:
  TopDownStepImpl(std::int64_t skip, std::int64_t channels) {
    skip_conv_ = register_module(
        "skip_conv", make_conv({.in = skip, .out = channels, .kernel = 1, .bias = true}));
    init_he_uniform_fan_in(*skip_conv_);
  }
  at::Tensor forward(const at::Tensor& map, const at::Tensor& skip) {
    return at::upsample_nearest2d(map, {skip.size(2), skip.size(3)}) + skip_conv_->forward(skip);
  }

 private:
  nn::Conv2d skip_conv_{nullptr};
};
TORCH_MODULE(TopDownStep);

class FpnDecoder final : public Decoder {
 public:
  FpnDecoder(const std::vector<FeatureLevel>& levels, const FpnOptions& o)
      : pyramid_(levels, kFinestStride, kLevels, kOwner), options_(o) {
    const auto& used = pyramid_.levels();
    if (o.segmentation_channels % kGroups != 0) {
      fail(kOwner, ": option 'segmentation_channels' is ", o.segmentation_channels,
           ", expected a multiple of ", kGroups);
    }
    top_ = register_module(
        numbered("p", used.size() + 1),
        make_conv(
            {.in = used.front().channels, .out = o.pyramid_channels, .kernel = 1, .bias = true}));
    init_he_uniform_fan_in(*top_);
    for (std::size_t i = 1; i < used.size(); ++i) {
      steps_.push_back(register_module(numbered("p", used.size() + 1 - i),
                                       TopDownStep(used[i].channels, o.pyramid_channels)));
    }
    for (const auto& level : used) {
      std::int64_t doublings = 0;
      for (auto s = level.stride; s > used.back().stride; s /= 2) ++doublings;
      blocks_->push_back(SegmentationBlock(o.pyramid_channels, o.segmentation_channels, doublings));
    }
    register_module("seg_blocks", blocks_);
    register_module("dropout", dropout_ = nn::Dropout2d(o.dropout));
  }

  [[nodiscard]] FeatureLevel level() const override {
    return {.channels = options_.segmentation_channels, .stride = pyramid_.levels().back().stride};
  }

  at::Tensor forward(const std::vector<at::Tensor>& pyramid) override {
    const auto maps = pyramid_.maps(pyramid);
    auto map = top_->forward(maps.front());
    auto sum = segmented(0, map);
    for (std::size_t i = 1; i < maps.size(); ++i) {
      map = steps_[i - 1]->forward(map, maps[i]);
      sum = sum + segmented(i, map);
    }
    return dropout_->forward(sum);
  }

 private:
  at::Tensor segmented(std::size_t i, const at::Tensor& map) {
    return blocks_->ptr(i)->as<SegmentationBlockImpl>()->forward(map);
  }

  DeepestFirst pyramid_;
  FpnOptions options_;
  nn::Conv2d top_{nullptr};
  std::vector<TopDownStep> steps_{};
  nn::ModuleList blocks_{};
  nn::Dropout2d dropout_{nullptr};
};

}  // namespace

DecoderEntry fpn_decoder() {
  return {.name = "fpn",
          .reference =
              "Kirillov et al., Panoptic Feature Pyramid Networks, CVPR 2019, in the form "
              "of segmentation_models, weights as it names them",
          .make = [](const std::vector<FeatureLevel>& levels,
                     const Json& options) -> std::shared_ptr<Decoder> {
            return std::make_shared<FpnDecoder>(levels, parse_fields<FpnOptions>(options, kOwner));
          },
          .options = describe_fields<FpnOptions>};
}

}  // namespace handsight
