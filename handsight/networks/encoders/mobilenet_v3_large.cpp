// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <vector>

#include "handsight/networks/blocks/mobile_bottleneck.h"
#include "handsight/networks/encoder.h"

namespace handsight {
namespace {

struct MobilenetV3Options {};

template <class Field>
void visit_fields(MobilenetV3Options&, Field&&) {}

constexpr auto kRelu = Activation::kRelu;
constexpr auto kHardswish = Activation::kHardswish;

// Table 1 of the paper; the squeezed widths as torchvision rounds a quarter of the hidden ones to
// multiples of eight.
struct Row {
  std::int64_t kernel, hidden, out, squeeze;
  Activation activation;
  std::int64_t stride;
};
constexpr std::array kRows{
    Row{3, 16, 16, 0, kRelu, 1},          Row{3, 64, 24, 0, kRelu, 2},
    Row{3, 72, 24, 0, kRelu, 1},          Row{5, 72, 40, 24, kRelu, 2},
    Row{5, 120, 40, 32, kRelu, 1},        Row{5, 120, 40, 32, kRelu, 1},
    Row{3, 240, 80, 0, kHardswish, 2},    Row{3, 200, 80, 0, kHardswish, 1},
    Row{3, 184, 80, 0, kHardswish, 1},    Row{3, 184, 80, 0, kHardswish, 1},
    Row{3, 480, 112, 120, kHardswish, 1}, Row{3, 672, 112, 168, kHardswish, 1},
    Row{5, 672, 160, 168, kHardswish, 2}, Row{5, 960, 160, 240, kHardswish, 1},
    Row{5, 960, 160, 240, kHardswish, 1}};
constexpr std::int64_t kStemChannels = 16;
constexpr std::int64_t kTopChannels = 960;
constexpr BatchNormOptions kNorm{.eps = 1e-3, .momentum = 1e-2};

struct PublishedLevel {
  std::size_t feature;  // index of the last module at that stride
  FeatureLevel level;
};
constexpr std::array kLevels{PublishedLevel{1, {16, 2}}, PublishedLevel{3, {24, 4}},
                             PublishedLevel{6, {40, 8}}, PublishedLevel{12, {112, 16}},
                             PublishedLevel{16, {kTopChannels, 32}}};

class MobilenetV3Large final : public Encoder {
 public:
  MobilenetV3Large() {
    features_->push_back(
        conv_norm({.in = 3, .out = kStemChannels, .stride = 2}, kHardswish, kNorm));
    auto in = kStemChannels;
    for (const auto& row : kRows) {
      features_->push_back(MobileBottleneck(MobileBottleneckOptions{.in = in,
                                                                    .hidden = row.hidden,
                                                                    .out = row.out,
                                                                    .kernel = row.kernel,
                                                                    .stride = row.stride,
                                                                    .activation = row.activation,
                                                                    .squeeze = row.squeeze,
                                                                    .gate = Gate::kHardsigmoid,
                                                                    .norm = kNorm}));
      in = row.out;
    }
    features_->push_back(
        conv_norm({.in = in, .out = kTopChannels, .kernel = 1}, kHardswish, kNorm));
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

EncoderEntry mobilenet_v3_large_encoder() {
  return {.name = "mobilenet_v3_large",
          .reference =
              "Howard et al., Searching for MobileNetV3, ICCV 2019; weights as torchvision "
              "names them",
          .make = [](const Json& options) -> std::shared_ptr<Encoder> {
            (void)parse_fields<MobilenetV3Options>(options, "encoder mobilenet_v3_large");
            return std::make_shared<MobilenetV3Large>();
          },
          .options = describe_fields<MobilenetV3Options>};
}

}  // namespace handsight
