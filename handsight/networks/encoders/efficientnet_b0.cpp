// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <vector>

#include "handsight/networks/blocks/mobile_bottleneck.h"
#include "handsight/networks/encoder.h"

namespace handsight {
namespace {

struct EfficientnetOptions {};

template <class Field>
void visit_fields(EfficientnetOptions&, Field&&) {}

// Table 1 of the paper.
struct Stage {
  std::int64_t expand, kernel, stride, channels, blocks;
};
constexpr std::array kStages{Stage{1, 3, 1, 16, 1}, Stage{6, 3, 2, 24, 2},  Stage{6, 5, 2, 40, 2},
                             Stage{6, 3, 2, 80, 3}, Stage{6, 5, 1, 112, 3}, Stage{6, 5, 2, 192, 4},
                             Stage{6, 3, 1, 320, 1}};
constexpr std::int64_t kStemChannels = 32;
constexpr std::int64_t kTopChannels = 1280;

struct PublishedLevel {
  std::size_t feature;  // index of the last stage at that stride
  FeatureLevel level;
};
constexpr std::array kLevels{PublishedLevel{1, {16, 2}}, PublishedLevel{2, {24, 4}},
                             PublishedLevel{3, {40, 8}}, PublishedLevel{5, {112, 16}},
                             PublishedLevel{8, {kTopChannels, 32}}};

Layers make_stage(const Stage& stage, std::int64_t in) {
  Layers blocks;
  for (std::int64_t i = 0; i < stage.blocks; ++i) {
    blocks->push_back(
        MobileBottleneck(MobileBottleneckOptions{.in = in,
                                                 .hidden = in * stage.expand,
                                                 .out = stage.channels,
                                                 .kernel = stage.kernel,
                                                 .stride = i == 0 ? stage.stride : 1,
                                                 .activation = Activation::kSilu,
                                                 .squeeze = in / 4,
                                                 .squeeze_activation = Activation::kSilu}));
    in = stage.channels;
  }
  return blocks;
}

class EfficientnetB0 final : public Encoder {
 public:
  EfficientnetB0() {
    features_->push_back(
        conv_norm({.in = 3, .out = kStemChannels, .stride = 2}, Activation::kSilu));
    auto in = kStemChannels;
    for (const auto& stage : kStages) {
      features_->push_back(make_stage(stage, in));
      in = stage.channels;
    }
    features_->push_back(
        conv_norm({.in = in, .out = kTopChannels, .kernel = 1}, Activation::kSilu));
    register_module("features", features_);
  }

  [[nodiscard]] std::vector<FeatureLevel> levels() const override {
    std::vector<FeatureLevel> levels;
    for (const auto& published : kLevels) levels.push_back(published.level);
    return levels;
  }

  std::vector<at::Tensor> forward(const at::Tensor& image) override {
    std::vector<at::Tensor> pyramid;
    auto map = image;
    std::size_t i = 0;
    for (auto& feature : *features_) {
      map = feature.forward(map);
      if (i++ == kLevels[pyramid.size()].feature) pyramid.push_back(map);
    }
    return pyramid;
  }

 private:
  Layers features_{};
};

}  // namespace

/// Without the paper's stochastic depth.
EncoderEntry efficientnet_b0_encoder() {
  return {.name = "efficientnet_b0",
          .reference = "Tan and Le, EfficientNet, ICML 2019; weights as torchvision names them",
          .make = [](const Json& options) -> std::shared_ptr<Encoder> {
            (void)parse_fields<EfficientnetOptions>(options, "encoder efficientnet_b0");
            return std::make_shared<EfficientnetB0>();
          },
          .options = describe_fields<EfficientnetOptions>};
}

}  // namespace handsight
