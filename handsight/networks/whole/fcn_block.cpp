// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/fcn_block.h"

#include "handsight/networks/blocks/padding.h"
#include "handsight/networks/network.h"

namespace handsight {
namespace {

constexpr std::string_view kOwner = "network fcn_block";

struct FcnOptions {
  bool norm = true;
  std::int64_t base = 64;
};

template <class Field>
void visit_fields(FcnOptions& o, Field&& field) {
  field("norm", o.norm, Any{}, "batch normalisation behind each convolution");
  field("base", o.base, Range{4, 128}, "channels of the first stage; pretrained weights have 64");
}

class FcnNetwork final : public Network {
 public:
  explicit FcnNetwork(const FcnOptions& options) {
    block_ =
        register_module("mask", FcnBlock(VggOptions{.norm = options.norm, .base = options.base}));
  }

  [[nodiscard]] std::vector<OutputMap> outputs() const override { return mask_output(1); }

  at::Tensor forward(const at::Tensor& image) override {
    check_image(image, 3, kOwner);
    const auto margins = margins_to_multiple(image, FcnBlockImpl::kStride);
    return crop(block_->forward(pad(image, margins)), margins);
  }

 private:
  FcnBlock block_{nullptr};
};

}  // namespace

NetworkEntry fcn_block_network() {
  return {.name = "fcn_block",
          .reference =
              "Long, Shelhamer and Darrell, Fully Convolutional Networks, CVPR 2015; Wu "
              "and Qian, one of the twins",
          .input = {.channels = 3, .height = 224, .width = 224},
          .make = [](const Json& settings) -> std::shared_ptr<Network> {
            return std::make_shared<FcnNetwork>(parse_fields<FcnOptions>(settings, kOwner));
          },
          .options = describe_fields<FcnOptions>};
}

}  // namespace handsight
