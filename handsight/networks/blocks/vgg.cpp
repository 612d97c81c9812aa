// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/vgg.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

#include <ATen/ATen.h>

#include "handsight/networks/blocks/batch_norm.h"
#include "handsight/networks/blocks/layers.h"
#include "handsight/networks/blocks/recomputable.h"

namespace handsight {
namespace {

namespace nn = torch::nn;

constexpr std::array<std::int64_t, 5> kConvs{2, 2, 3, 3, 3};
constexpr std::int64_t kWidest = 8;  // times the base

class VggEncoder final : public Encoder {
 public:
  explicit VggEncoder(const VggOptions& options) : trunk_(options) {
    // the names of the weights have no prefix
    for (const auto& child : trunk_->named_children()) register_module(child.key(), child.value());
  }

  [[nodiscard]] std::vector<FeatureLevel> levels() const override {
    std::vector<FeatureLevel> levels;
    for (std::int64_t i = 0; i < trunk_->stages(); ++i) {
      levels.push_back({.channels = trunk_->channels(i), .stride = std::int64_t{1} << i});
    }
    levels.push_back({.channels = levels.back().channels, .stride = 2 * levels.back().stride});
    return levels;
  }

  std::vector<at::Tensor> forward(const at::Tensor& image) override {
    std::vector<at::Tensor> pyramid;
    auto map = image;
    for (std::int64_t i = 0; i < trunk_->stages(); ++i) {
      pyramid.push_back(trunk_->stage(i, map));
      map = at::max_pool2d(pyramid.back(), {2, 2});
    }
    pyramid.push_back(map);
    return pyramid;
  }

 private:
  VggTrunk trunk_;
};

}  // namespace

/// The layers, with their numbers for names.
class VggFeatures final : public Recomputable {
 public:
  explicit VggFeatures(const VggOptions& options) {
    std::int64_t index = 0;
    std::int64_t in = 3;
    for (std::int64_t i = 0; i < options.stages; ++i) {
      const auto out = options.base * std::min(std::int64_t{1} << i, kWidest);
      auto& layers = stages_.emplace_back();
      for (std::int64_t j = 0; j < kConvs[static_cast<std::size_t>(i)]; ++j) {
        auto& layer = layers.emplace_back();
        layer.conv = register_module(std::to_string(index++),
                                     make_conv({.in = in, .out = out, .bias = true}));
        if (options.norm) {
          layer.norm = register_module(std::to_string(index++), BatchNorm(out));
        }
        ++index;  // of the ReLU
        in = out;
      }
      ++index;  // of the pool
    }
  }

  [[nodiscard]] std::int64_t stages() const { return static_cast<std::int64_t>(stages_.size()); }
  [[nodiscard]] std::int64_t channels(std::int64_t stage) const {
    return stages_[static_cast<std::size_t>(stage)].back().conv->options.out_channels();
  }

  at::Tensor stage(std::int64_t stage, const at::Tensor& input) {
    auto& layers = stages_[static_cast<std::size_t>(stage)];
    const auto convolve = [&layers](at::Tensor map) {
      for (auto& layer : layers) {
        map = layer.conv->forward(map);
        if (!layer.norm.is_empty()) map = layer.norm->forward(map);
        map = at::relu_(map);
      }
      return map;
    };
    return through(convolve, input);
  }

 private:
  struct Layer {
    nn::Conv2d conv{nullptr};
    BatchNorm norm{nullptr};
  };
  std::vector<std::vector<Layer>> stages_{};
};

VggTrunkImpl::VggTrunkImpl(const VggOptions& options)
    : features_(register_module("features", std::make_shared<VggFeatures>(options))) {}

std::int64_t VggTrunkImpl::stages() const { return features_->stages(); }

std::int64_t VggTrunkImpl::channels(std::int64_t stage) const { return features_->channels(stage); }

at::Tensor VggTrunkImpl::stage(std::int64_t stage, const at::Tensor& map) {
  return features_->stage(stage, map);
}

std::shared_ptr<Encoder> make_vgg_encoder(const VggOptions& options) {
  return std::make_shared<VggEncoder>(options);
}

}  // namespace handsight
