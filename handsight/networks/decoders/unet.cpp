// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <vector>

#include <torch/nn/modules/container/modulelist.h>

#include "handsight/core/error.h"
#include "handsight/networks/blocks/pyramid.h"
#include "handsight/networks/blocks/upsampling_block.h"
#include "handsight/networks/blocks/widths.h"
#include "handsight/networks/decoder.h"

namespace handsight {
namespace {

namespace nn = torch::nn;

constexpr std::string_view kOwner = "decoder unet";

struct UnetOptions : WidthsOptions {
  std::int64_t stride = 1;
};

template <class Field>
void visit_fields(UnetOptions& o, Field&& field) {
  visit_fields(static_cast<WidthsOptions&>(o), field);
  field(
      "stride", o.stride, Range{1, 4},
      "of the finest maps, 1, 2 or 4: at 2 the last doubling is left out, and the heads' maps are "
      "enlarged in its place");
}

class UnetDecoder final : public Decoder {
 public:
  UnetDecoder(const std::vector<FeatureLevel>& levels, const UnetOptions& options)
      : stride_(checked_stride(options.stride)),
        pyramid_(levels, std::max<std::int64_t>(2, stride_), levels.size(), kOwner),
        widths_(widths_up_to(stride_, pyramid_.levels(), options, kOwner)) {
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
    return {.channels = widths_.back(), .stride = stride_};
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
  static std::int64_t checked_stride(std::int64_t stride) {
    if (stride == 3) fail(kOwner, ": option 'stride' is 3, expected 1, 2 or 4");
    return stride;
  }

  std::int64_t stride_;
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
                                                 parse_fields<UnetOptions>(options, kOwner));
          },
          .options = describe_fields<UnetOptions>};
}

}  // namespace handsight
