// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <ATen/ATen.h>
#include <torch/nn/modules/container/modulelist.h>

#include "handsight/networks/blocks/convolution.h"
#include "handsight/networks/blocks/inverted_residual.h"
#include "handsight/networks/blocks/layers.h"
#include "handsight/networks/blocks/padding.h"
#include "handsight/networks/network.h"

namespace handsight {
namespace {

namespace nn = torch::nn;

constexpr std::string_view kOwner = "network mobileunet_v1";
constexpr std::int64_t kStride = 32;

struct MobileunetV1Options {
  std::int64_t classes = 1;
  double alpha_up = 0.25;
  bool same_padding = true;
};

template <class Field>
void visit_fields(MobileunetV1Options& o, Field&& field) {
  field("classes", o.classes, Range{1, 1024}, "maps of logits; 1 is hand against background");
  field("alpha_up", o.alpha_up, Range{0.0625, 1.0}, "width of the way up");
  field("same_padding", o.same_padding, Any{},
        "stride-2 convolutions pad as TensorFlow does (0 before, 1 after); false pads both sides");
}

struct BlockShape {
  std::int64_t in, out, stride;
};
// MobileNet of width 1.
constexpr std::int64_t kStemChannels = 32;
constexpr std::array kBlocks{
    BlockShape{32, 64, 1},    BlockShape{64, 128, 2},  BlockShape{128, 128, 1},
    BlockShape{128, 256, 2},  BlockShape{256, 256, 1}, BlockShape{256, 512, 2},
    BlockShape{512, 512, 1},  BlockShape{512, 512, 1}, BlockShape{512, 512, 1},
    BlockShape{512, 512, 1},  BlockShape{512, 512, 1}, BlockShape{512, 1024, 2},
    BlockShape{1024, 1024, 1}};

/// Depthwise 3x3 and pointwise convolution, each with batch normalisation and ReLU6.
Layers separable(const BlockShape& shape, bool same_padding) {
  return Layers(ConvNormRelu6(ConvNormOptions{.in = shape.in,
                                              .out = shape.in,
                                              .stride = shape.stride,
                                              .groups = shape.in,
                                              .same_padding = same_padding}),
                ConvNormRelu6(ConvNormOptions{.in = shape.in, .out = shape.out, .kernel = 1}));
}

class MobileunetV1 final : public Network {
 public:
  explicit MobileunetV1(const MobileunetV1Options& o) : classes_(o.classes) {
    const auto skips = add_encoder(o.same_padding);
    const auto narrowed = [&](std::int64_t channels) {
      const auto scaled = std::llround(o.alpha_up * static_cast<double>(channels));
      return std::max<std::int64_t>(1, scaled);
    };
    auto in = skips.back();
    for (auto i = skips.size() - 1; i-- > 0;) {
      ConvTranspose2d up(nn::ConvTranspose2dOptions(in, skips[i], 2).stride(2));
      init_he_fan_in(*up);
      ups_->push_back(up);
      in = narrowed(skips[i]);
      fuses_->push_back(separable({.in = 2 * skips[i], .out = in, .stride = 1}, o.same_padding));
    }
    const auto top = narrowed(kStemChannels);
    fuse_ = ConvNormRelu6(ConvNormOptions{.in = in + kStemChannels, .out = top});
    score_ = make_conv({.in = top, .out = classes_, .kernel = 1, .bias = true});
    init_xavier_uniform(*score_);
    register_module("encoder", encoder_);
    register_module("ups", ups_);
    register_module("fuses", fuses_);
    register_module("fuse", fuse_);
    register_module("score", score_);
  }

  [[nodiscard]] std::vector<OutputMap> outputs() const override { return mask_output(classes_); }

  at::Tensor forward(const at::Tensor& image) override {
    check_image(image, 3, kOwner);
    const auto margins = margins_to_multiple(image, kStride);
    const auto padded = pad(image, margins);
    const auto stem = run(encoder_, 0, padded);
    std::vector<at::Tensor> skips;
    auto map = stem;
    for (std::size_t i = 1; i < encoder_->size(); ++i) {
      // what a halving starts from is the last map of its size
      if (kBlocks[i - 1].stride == 2) skips.push_back(map);
      map = run(encoder_, i, map);
    }
    for (std::size_t i = 0; i < fuses_->size(); ++i) {
      const auto& skip = skips[skips.size() - 1 - i];
      const auto up = ups_->ptr(i)->as<ConvTranspose2dImpl>()->forward(map);
      map = run(fuses_, i, at::cat({up.to(skip.scalar_type()), skip}, 1));
    }
    const auto half = score_->forward(fuse_->forward(at::cat({map, stem}, 1)));
    const auto full = at::upsample_bilinear2d(half, {padded.size(2), padded.size(3)}, false);
    return crop(full, margins);
  }

 private:
  static at::Tensor run(const nn::ModuleList& list, std::size_t i, const at::Tensor& map) {
    return list->ptr(i)->as<LayersImpl>()->forward(map);
  }

  /// Returns the channels of the last map of each size, the largest first.
  std::vector<std::int64_t> add_encoder(bool same_padding) {
    encoder_->push_back(Layers(ConvNormRelu6(ConvNormOptions{
        .in = 3, .out = kStemChannels, .stride = 2, .same_padding = same_padding})));
    std::vector<std::int64_t> skips{kStemChannels};
    for (const auto& block : kBlocks) {
      encoder_->push_back(separable(block, same_padding));
      if (block.stride == 2) skips.push_back(0);
      skips.back() = block.out;
    }
    return skips;
  }

  std::int64_t classes_;
  nn::ModuleList encoder_{};
  nn::ModuleList ups_{};
  nn::ModuleList fuses_{};
  ConvNormRelu6 fuse_{nullptr};
  nn::Conv2d score_{nullptr};
};

}  // namespace

/// MobileNet and the way up of the Keras form. Its sigmoid is left to the loss, and its half-size
/// logits are enlarged to the image.
NetworkEntry mobileunet_v1_network() {
  return {
      .name = "mobileunet_v1",
      .reference =
          "Howard et al., MobileNets, 2017; MobileUNet of "
          "akirasosa/mobile-semantic-segmentation in its Keras form",
      .input = {.channels = 3, .height = 224, .width = 224},
      .make = [](const Json& settings) -> std::shared_ptr<Network> {
        return std::make_shared<MobileunetV1>(parse_fields<MobileunetV1Options>(settings, kOwner));
      },
      .options = describe_fields<MobileunetV1Options>};
}

}  // namespace handsight
