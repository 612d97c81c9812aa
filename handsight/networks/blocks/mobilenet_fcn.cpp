// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/mobilenet_fcn.h"

#include <string>

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

#include "handsight/networks/blocks/convolution.h"
#include "handsight/networks/blocks/inverted_residual.h"
#include "handsight/networks/blocks/layers.h"
#include "handsight/networks/blocks/padding.h"
#include "handsight/networks/encoder.h"

namespace handsight {
namespace {

constexpr std::int64_t kHidden = 128;

class MobilenetFcn final : public Network {
 public:
  MobilenetFcn(const std::vector<OutputMap>& outputs, std::string_view owner)
      : outputs_(outputs), owner_(owner) {
    encoder_ = register_module(
        "encoder",
        find_encoder("mobilenet_v2").make({{"same_padding", false}, {"last_stride", 16}}));
    const auto in = encoder_->levels().back().channels;
    auto score = make_conv({.in = kHidden, .out = channels_of(outputs), .kernel = 1, .bias = true});
    init_xavier_uniform(*score);
    head_ = register_module(
        "head",
        Layers(ConvNormRelu6(ConvNormOptions{.in = in, .out = kHidden, .kernel = 1}), score));
  }

  [[nodiscard]] std::vector<OutputMap> outputs() const override { return outputs_; }

  at::Tensor forward(const at::Tensor& image) override {
    check_image(image, 3, owner_);
    const auto margins = margins_to_multiple(image, encoder_->levels().back().stride);
    const auto padded = pad(image, margins);
    const auto coarse = head_->forward(encoder_->forward(padded).back());
    return crop(at::upsample_bilinear2d(coarse, {padded.size(2), padded.size(3)}, false), margins);
  }

 private:
  std::vector<OutputMap> outputs_;
  std::string owner_;
  std::shared_ptr<Encoder> encoder_;
  Layers head_{nullptr};
};

}  // namespace

std::shared_ptr<Network> make_mobilenet_fcn(const std::vector<OutputMap>& outputs,
                                            std::string_view owner) {
  return std::make_shared<MobilenetFcn>(outputs, owner);
}

}  // namespace handsight
