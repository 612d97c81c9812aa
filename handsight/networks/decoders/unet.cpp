// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <vector>

#include <torch/nn/modules/container/modulelist.h>

#include "handsight/networks/blocks/pyramid.h"
#include "handsight/networks/blocks/upsampling_block.h"
#include "handsight/networks/blocks/widths.h"
#include "handsight/networks/decoder.h"

namespace handsight {
namespace {

namespace nn = torch::nn;

constexpr std::string_view kOwner = "decoder unet";

class UnetDecoder final : public Decoder {
 public:
  UnetDecoder(const std::vector<FeatureLevel>& levels, const WidthsOptions& options)
      : pyramid_(levels, 2, levels.size(), kOwner),
        widths_(widths_up_to_the_image(pyramid_.levels(), options, kOwner)) {
    auto in = pyramid_.levels().front().channels;
    for (std::size_t i = 0; i < widths_.size(); ++i) {
      const bool has_skip = i + 1 < pyramid_.levels().size();
      blocks_->push_back(UpsamplingBlock(UpsamplingBlockShape{
          .in = in, .skip = has_skip ? pyramid_.levels()[i + 1].channels : 0, .out = widths_[i]}));
      in = widths_[i];
    }
    register_module("blocks", blocks_);
  }

  [[nodiscard]] FeatureLevel level() const override {
    return {.channels = widths_.back(), .stride = 1};
  }

  at::Tensor forward(const std::vector<at::Tensor>& pyramid) override {
    const auto maps = pyramid_.maps(pyramid);
    auto map = maps.front();
    for (std::size_t i = 0; i < blocks_->size(); ++i) {
      const auto skip = i + 1 < maps.size() ? maps[i + 1] : at::Tensor();
      map = blocks_->ptr(i)->as<UpsamplingBlockImpl>()->forward(map, skip);
    }
    return map;
  }

 private:
  DeepestFirst pyramid_;
  std::vector<std::int64_t> widths_;
  nn::ModuleList blocks_{};
};

}  // namespace

DecoderEntry unet_decoder() {
  return {.name = "unet",
          .reference =
              "Ronneberger, Fischer and Brox, U-Net, MICCAI 2015, in the form of "
              "segmentation_models, weights as it names them",
          .make = [](const std::vector<FeatureLevel>& levels,
                     const Json& options) -> std::shared_ptr<Decoder> {
            return std::make_shared<UnetDecoder>(levels,
                                                 parse_fields<WidthsOptions>(options, kOwner));
          },
          .options = describe_fields<WidthsOptions>};
}

}  // namespace handsight
