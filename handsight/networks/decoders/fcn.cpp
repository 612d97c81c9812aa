// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <vector>

#include <torch/nn/modules/container/modulelist.h>

#include "handsight/networks/blocks/layers.h"
#include "handsight/networks/blocks/pyramid.h"
#include "handsight/networks/decoder.h"

namespace handsight {
namespace {

namespace nn = torch::nn;

constexpr std::string_view kOwner = "decoder fcn";
constexpr std::size_t kLevels = 3;  // strides 32, 16 and 8: FCN-8s

struct FcnOptions {
  std::int64_t channels = 64;
};

template <class Field>
void visit_fields(FcnOptions& o, Field&& field) {
  field("channels", o.channels, Range{1, 2048}, "channels that each level is projected to");
}

/// The paper sums scores of classes; heads come later here, so features are summed instead.
class FcnDecoder final : public Decoder {
 public:
  FcnDecoder(const std::vector<FeatureLevel>& levels, const FcnOptions& options)
      : pyramid_(levels, 2, kLevels, kOwner), channels_(options.channels) {
    for (const auto& level : pyramid_.levels()) {
      scores_->push_back(
          make_conv({.in = level.channels, .out = channels_, .kernel = 1, .bias = true}));
    }
    register_module("scores", scores_);
  }

  [[nodiscard]] FeatureLevel level() const override {
    return {.channels = channels_, .stride = pyramid_.levels().back().stride};
  }

  at::Tensor forward(const std::vector<at::Tensor>& pyramid) override {
    const auto maps = pyramid_.maps(pyramid);
    auto sum = score(0, maps[0]);
    for (std::size_t i = 1; i < maps.size(); ++i) {
      sum = enlarged_to(sum, maps[i]) + score(i, maps[i]);
    }
    return sum;
  }

 private:
  at::Tensor score(std::size_t i, const at::Tensor& map) {
    return scores_->ptr(i)->as<nn::Conv2dImpl>()->forward(map);
  }

  DeepestFirst pyramid_;
  std::int64_t channels_;
  nn::ModuleList scores_{};
};

}  // namespace

DecoderEntry fcn_decoder() {
  return {.name = "fcn",
          .reference =
              "Long, Shelhamer and Darrell, Fully Convolutional Networks, CVPR 2015: the "
              "three deepest levels",
          .make = [](const std::vector<FeatureLevel>& levels,
                     const Json& options) -> std::shared_ptr<Decoder> {
            return std::make_shared<FcnDecoder>(levels, parse_fields<FcnOptions>(options, kOwner));
          },
          .options = describe_fields<FcnOptions>};
}

}  // namespace handsight
