// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/deconvnet.h"

#include <algorithm>
#include <array>

#include <ATen/ATen.h>

#include "handsight/networks/blocks/batch_norm.h"
#include "handsight/networks/blocks/convolution.h"
#include "handsight/networks/blocks/layers.h"
#include "handsight/networks/blocks/numbered.h"
#include "handsight/networks/blocks/vgg.h"

namespace handsight {
namespace {

namespace nn = torch::nn;

constexpr std::int64_t kStride = 32;
constexpr std::int64_t kLeastSide = 224;
constexpr std::int64_t kFc6Kernel = 7;

/// `0`, `1`: convolution with bias and batch normalisation; the activation has no weights.
Layers fully_connected(std::int64_t in, std::int64_t out, std::int64_t kernel) {
  nn::Conv2d conv(nn::Conv2dOptions(in, out, kernel));
  init_he_fan_out(*conv);
  return Layers(conv, BatchNorm(out));
}

class SwitchEncoderImpl : public nn::Module {
 public:
  explicit SwitchEncoderImpl(const DeconvnetOptions& options)
      : trunk_(VggOptions{.norm = true, .base = options.base}) {
    for (const auto& child : trunk_->named_children()) register_module(child.key(), child.value());
    const auto last = trunk_->channels(trunk_->stages() - 1);
    fc6_ = register_module("fc6", fully_connected(last, options.bottleneck, kFc6Kernel));
    fc7_ = register_module("fc7", fully_connected(options.bottleneck, options.bottleneck, 1));
  }

  [[nodiscard]] std::int64_t channels(std::int64_t stage) const { return trunk_->channels(stage); }

  std::vector<Pooled> pool(const at::Tensor& image) {
    std::vector<Pooled> stages;
    auto map = image;
    for (std::int64_t i = 0; i < trunk_->stages(); ++i) {
      stages.push_back(pool_with_switches(trunk_->stage(i, map)));
      map = stages.back().map;
    }
    return stages;
  }

  at::Tensor squeeze(const at::Tensor& pool5) {
    return at::relu(fc7_->forward(at::relu(fc6_->forward(pool5))));
  }

 private:
  VggTrunk trunk_;
  Layers fc6_{nullptr};
  Layers fc7_{nullptr};
};
TORCH_MODULE(SwitchEncoder);

struct StageShape {
  std::int64_t in, out, convs;
};

/// Transposed convolution with bias, batch normalisation, ReLU: `conv`, `norm`.
class DeconvolutionImpl : public nn::Module {
 public:
  explicit DeconvolutionImpl(const nn::ConvTranspose2dOptions& options) {
    conv_ = register_module("conv", ConvTranspose2d(options));
    norm_ = register_module("norm", BatchNorm(options.out_channels()));
    init_he_fan_in(*conv_);
  }
  at::Tensor forward(const at::Tensor& input) {
    return at::relu(norm_->forward(conv_->forward(input)));
  }

 private:
  ConvTranspose2d conv_{nullptr};
  BatchNorm norm_{nullptr};
};
TORCH_MODULE(Deconvolution);

Layers make_stage(const StageShape& shape) {
  Layers stage;
  for (std::int64_t i = 1; i <= shape.convs; ++i) {
    const auto out = i == shape.convs ? shape.out : shape.in;
    stage->push_back(Deconvolution(nn::ConvTranspose2dOptions(shape.in, out, 3).padding(1)));
  }
  return stage;
}

class SwitchDecoderImpl : public nn::Module {
 public:
  SwitchDecoderImpl(const SwitchEncoderImpl& encoder, std::int64_t bottleneck, std::int64_t maps) {
    constexpr std::array<std::int64_t, 5> kConvs{2, 2, 3, 3, 3};
    fc6_ = register_module("fc6", Deconvolution(nn::ConvTranspose2dOptions(
                                      bottleneck, encoder.channels(4), kFc6Kernel)));
    for (std::int64_t i = 4; i >= 0; --i) {
      stages_.push_back(
          register_module(numbered("stage", static_cast<std::size_t>(i) + 1),
                          make_stage({.in = encoder.channels(i),
                                      .out = encoder.channels(std::max<std::int64_t>(i - 1, 0)),
                                      .convs = kConvs[static_cast<std::size_t>(i)]})));
    }
    score_ = register_module(
        "score", make_conv({.in = encoder.channels(0), .out = maps, .kernel = 1, .bias = true}));
    // by its fan-out one map would start with weights of 1.4, and depths of tens for targets below
    // 1
    init_xavier_uniform(*score_);
  }

  at::Tensor forward(const at::Tensor& squeezed, const std::vector<Pooled>& pooled) {
    auto map = fc6_->forward(squeezed);
    for (std::size_t i = 0; i < stages_.size(); ++i) {
      map = stages_[i]->forward(unpool(map, pooled[pooled.size() - 1 - i]));
    }
    return score_->forward(map);
  }

 private:
  Deconvolution fc6_{nullptr};
  std::vector<Layers> stages_{};
  nn::Conv2d score_{nullptr};
};
TORCH_MODULE(SwitchDecoder);

}  // namespace

struct DeconvnetParts::Impl {
  DeconvnetOptions options;
  SwitchEncoder encoder{nullptr};
  SwitchDecoder mask{nullptr};
  SwitchDecoder depth{nullptr};
};

DeconvnetParts::DeconvnetParts(nn::Module& owner, const DeconvnetOptions& options)
    : impl_(std::make_unique<Impl>()) {
  impl_->options = options;
  impl_->encoder = owner.register_module("encoder", SwitchEncoder(options));
  const auto& encoder = *impl_->encoder;
  impl_->mask = owner.register_module("mask_decoder",
                                      SwitchDecoder(encoder, options.bottleneck, options.classes));
  if (!options.depth) return;
  impl_->depth =
      owner.register_module("depth_decoder", SwitchDecoder(encoder, options.bottleneck, 1));
}

DeconvnetParts::~DeconvnetParts() = default;

std::vector<OutputMap> DeconvnetParts::outputs() const {
  const auto mask = mask_output(impl_->options.classes);
  if (!impl_->options.depth) return mask;
  return joined(mask, {{.name = "depth", .kind = OutputKind::kDepth, .first = 0, .channels = 1}});
}

std::int64_t DeconvnetParts::bottleneck() const { return impl_->options.bottleneck; }

std::int64_t DeconvnetParts::pool5_channels() const { return impl_->encoder->channels(4); }

DeconvnetCode DeconvnetParts::encode(const at::Tensor& image, std::string_view owner) {
  check_image(image, 3, owner);
  const auto margins = margins_to_multiple(image, kStride, kLeastSide);
  return {.stages = impl_->encoder->pool(pad(image, margins)), .margins = margins};
}

at::Tensor DeconvnetParts::squeeze(const at::Tensor& pool5) {
  return impl_->encoder->squeeze(pool5);
}

at::Tensor DeconvnetParts::decode(const at::Tensor& squeezed, const DeconvnetCode& code) {
  auto logits = impl_->mask->forward(squeezed, code.stages);
  if (!impl_->depth.is_empty()) {
    logits = at::cat({logits, impl_->depth->forward(squeezed, code.stages)}, 1);
  }
  return crop(logits, code.margins);
}

}  // namespace handsight
