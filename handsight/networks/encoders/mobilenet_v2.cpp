// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <vector>

#include <torch/nn/modules/container/modulelist.h>

#include "handsight/core/error.h"
#include "handsight/networks/blocks/inverted_residual.h"
#include "handsight/networks/encoder.h"

namespace handsight {
namespace {

namespace nn = torch::nn;

constexpr std::string_view kOwner = "encoder mobilenet_v2";

struct MobilenetV2Options {
  bool same_padding = true;
  std::int64_t last_stride = 32;
};

template <class Field>
void visit_fields(MobilenetV2Options& o, Field&& field) {
  field("same_padding", o.same_padding, Any{},
        "stride-2 convolutions pad as TensorFlow does (0 before, 1 after); false pads both sides "
        "as torchvision does. Take what the pretrained weights were trained with");
  field("last_stride", o.last_stride, Range{16, 32},
        "stride of the last level, 16 or 32; 16 leaves the modules behind out");
}

struct Stage {
  std::int64_t expand, channels, blocks, stride;
};
// Table 2 of the paper.
constexpr std::array kStages{Stage{1, 16, 1, 1}, Stage{6, 24, 2, 2}, Stage{6, 32, 3, 2},
                             Stage{6, 64, 4, 2}, Stage{6, 96, 3, 1}, Stage{6, 160, 3, 2},
                             Stage{6, 320, 1, 1}};
constexpr std::int64_t kStemChannels = 32;
constexpr std::int64_t kTopChannels = 1280;

struct PublishedLevel {
  std::size_t feature;  // index of the last module at that stride
  FeatureLevel level;
};
constexpr std::size_t kLastFeature = 18;
constexpr std::array kLevels{PublishedLevel{1, {16, 2}}, PublishedLevel{3, {24, 4}},
                             PublishedLevel{6, {32, 8}}, PublishedLevel{13, {96, 16}},
                             PublishedLevel{kLastFeature, {kTopChannels, 32}}};

class MobilenetV2 final : public Encoder {
 public:
  explicit MobilenetV2(const MobilenetV2Options& options) : same_padding_(options.same_padding) {
    for (const auto& published : kLevels) {
      if (published.level.stride <= options.last_stride) levels_.push_back(published);
    }
    const auto last = levels_.back().feature;
    features_->push_back(ConvNormRelu6(ConvNormOptions{
        .in = 3, .out = kStemChannels, .stride = 2, .same_padding = options.same_padding}));
    auto in = kStemChannels;
    for (const auto& stage : kStages) {
      for (std::int64_t i = 0; i < stage.blocks && features_->size() <= last; ++i) {
        features_->push_back(
            InvertedResidual(InvertedResidualOptions{.in = in,
                                                     .out = stage.channels,
                                                     .stride = i == 0 ? stage.stride : 1,
                                                     .expand = stage.expand,
                                                     .same_padding = options.same_padding}));
        in = stage.channels;
      }
    }
    if (last == kLastFeature) {
      features_->push_back(
          ConvNormRelu6(ConvNormOptions{.in = in, .out = kTopChannels, .kernel = 1}));
    }
    register_module("features", features_);
  }

  [[nodiscard]] std::vector<FeatureLevel> levels() const override {
    std::vector<FeatureLevel> levels;
    for (const auto& published : levels_) levels.push_back(published.level);
    return levels;
  }

  [[nodiscard]] bool takes_any_size() const override { return !same_padding_; }

  std::vector<at::Tensor> forward(const at::Tensor& image) override {
    std::vector<at::Tensor> pyramid;
    auto map = image;
    for (std::size_t i = 0; i < features_->size(); ++i) {
      const auto feature = features_->ptr(i);
      if (auto* block = feature->as<InvertedResidualImpl>()) {
        map = block->forward(map);
      } else {
        map = feature->as<ConvNormRelu6Impl>()->forward(map);
      }
      if (i == levels_[pyramid.size()].feature) pyramid.push_back(map);
    }
    return pyramid;
  }

 private:
  bool same_padding_;
  std::vector<PublishedLevel> levels_{};
  nn::ModuleList features_{};
};

}  // namespace

EncoderEntry mobilenet_v2_encoder() {
  return {.name = "mobilenet_v2",
          .reference = "Sandler et al., MobileNetV2, CVPR 2018; weights as torchvision names them",
          .make = [](const Json& options) -> std::shared_ptr<Encoder> {
            const auto parsed = parse_fields<MobilenetV2Options>(options, kOwner);
            if (parsed.last_stride != 16 && parsed.last_stride != 32) {
              fail(kOwner, ": option 'last_stride' is ", parsed.last_stride, ", expected 16 or 32");
            }
            return std::make_shared<MobilenetV2>(parsed);
          },
          .options = describe_fields<MobilenetV2Options>};
}

}  // namespace handsight
