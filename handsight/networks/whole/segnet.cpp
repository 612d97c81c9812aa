// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <vector>

#include <ATen/ATen.h>

#include "handsight/networks/blocks/convolution.h"
#include "handsight/networks/blocks/layers.h"
#include "handsight/networks/blocks/numbered.h"
#include "handsight/networks/blocks/padding.h"
#include "handsight/networks/blocks/unpool.h"
#include "handsight/networks/blocks/vgg.h"
#include "handsight/networks/network.h"

namespace handsight {
namespace {

constexpr std::string_view kOwner = "network segnet";
constexpr std::int64_t kLeastSide = 32;  // five halvings must leave something

struct SegnetOptions {
  std::int64_t classes = 2;
  std::int64_t base = 64;
};

template <class Field>
void visit_fields(SegnetOptions& o, Field&& field) {
  field("classes", o.classes, Range{1, 1024}, "maps of logits; 1 is hand against background");
  field("base", o.base, Range{4, 128}, "channels of the first stage; pretrained weights have 64");
}

class Segnet final : public Network {
 public:
  explicit Segnet(const SegnetOptions& options) : classes_(options.classes) {
    constexpr std::array<std::int64_t, 5> kConvs{2, 2, 3, 3, 3};
    encoder_ = register_module("encoder", VggTrunk(VggOptions{.norm = true, .base = options.base}));
    for (auto i = encoder_->stages() - 1; i >= 0; --i) {
      Layers stage;
      const auto width = encoder_->channels(i);
      for (std::int64_t j = 1; j < kConvs[static_cast<std::size_t>(i)]; ++j) {
        stage->push_back(conv_norm({.in = width, .out = width, .bias = true}, Activation::kRelu));
      }
      if (i > 0) {
        stage->push_back(conv_norm({.in = width, .out = encoder_->channels(i - 1), .bias = true},
                                   Activation::kRelu));
      } else {
        auto score = make_conv({.in = width, .out = classes_, .bias = true});
        init_xavier_uniform(*score);
        stage->push_back(score);
      }
      stages_.push_back(
          decoder_->register_module(numbered("stage", static_cast<std::size_t>(i) + 1), stage));
    }
    register_module("decoder", decoder_);
  }

  [[nodiscard]] std::vector<OutputMap> outputs() const override { return mask_output(classes_); }

  at::Tensor forward(const at::Tensor& image) override {
    check_image(image, 3, kOwner);
    const auto margins = margins_to_multiple(image, 1, kLeastSide);
    auto map = pad(image, margins);
    std::vector<Pooled> pooled;
    for (std::int64_t i = 0; i < encoder_->stages(); ++i) {
      pooled.push_back(pool_with_switches(encoder_->stage(i, map)));
      map = pooled.back().map;
    }
    for (std::size_t i = 0; i < stages_.size(); ++i) {
      map = stages_[i]->forward(unpool(map, pooled[pooled.size() - 1 - i]));
    }
    return crop(map, margins);
  }

 private:
  /// Only gives the stages their prefix.
  class Stages : public torch::nn::Module {};

  std::int64_t classes_;
  VggTrunk encoder_{nullptr};
  std::shared_ptr<Stages> decoder_ = std::make_shared<Stages>();
  std::vector<Layers> stages_{};
};

}  // namespace

/// Every convolution has batch normalisation of its own. Sharing one between layers mixes their
/// statistics, which looks well while training and collapses in evaluation.
NetworkEntry segnet_network() {
  return {.name = "segnet",
          .reference = "Badrinarayanan, Kendall and Cipolla, SegNet, PAMI 2017; Krener-Iversen",
          .input = {.channels = 3, .height = 240, .width = 135},
          .make = [](const Json& settings) -> std::shared_ptr<Network> {
            return std::make_shared<Segnet>(parse_fields<SegnetOptions>(settings, kOwner));
          },
          .options = describe_fields<SegnetOptions>};
}

}  // namespace handsight
