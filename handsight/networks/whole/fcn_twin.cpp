// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <ATen/ATen.h>

#include "handsight/networks/blocks/fcn_block.h"
#include "handsight/networks/blocks/padding.h"
#include "handsight/networks/network.h"

namespace handsight {
namespace {

constexpr std::string_view kOwner = "network fcn_twin";

struct TwinOptions {
  bool norm = true;
  std::int64_t base = 64;
};

template <class Field>
void visit_fields(TwinOptions& o, Field&& field) {
  field("norm", o.norm, Any{}, "batch normalisation behind each convolution");
  field("base", o.base, Range{4, 128}, "channels of the first stage; pretrained weights have 64");
}

/// Two blocks that share nothing, one for the mask and one for the depth.
class FcnTwin final : public Network {
 public:
  explicit FcnTwin(const TwinOptions& options) {
    const VggOptions vgg{.norm = options.norm, .base = options.base};
    mask_ = register_module("mask", FcnBlock(vgg));
    depth_ = register_module("depth", FcnBlock(vgg));
  }

  [[nodiscard]] std::vector<OutputMap> outputs() const override { return mask_depth_outputs(); }

  at::Tensor forward(const at::Tensor& image) override {
    check_image(image, 3, kOwner);
    const auto margins = margins_to_multiple(image, FcnBlockImpl::kStride);
    const auto padded = pad(image, margins);
    return crop(at::cat({mask_->forward(padded), depth_->forward(padded)}, 1), margins);
  }

 private:
  FcnBlock mask_{nullptr};
  FcnBlock depth_{nullptr};
};

}  // namespace

NetworkEntry fcn_twin_network() {
  return {.name = "fcn_twin",
          .reference =
              "Long, Shelhamer and Darrell, Fully Convolutional Networks, CVPR 2015; Wu "
              "and Qian, baseline: mask and depth",
          .input = {.channels = 3, .height = 224, .width = 224},
          .make = [](const Json& settings) -> std::shared_ptr<Network> {
            return std::make_shared<FcnTwin>(parse_fields<TwinOptions>(settings, kOwner));
          },
          .options = describe_fields<TwinOptions>};
}

}  // namespace handsight
