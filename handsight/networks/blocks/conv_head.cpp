// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/conv_head.h"

#include <ATen/ATen.h>

#include "handsight/core/error.h"
#include "handsight/networks/blocks/convolution.h"
#include "handsight/networks/blocks/layers.h"

namespace handsight {
namespace {

class ConvHead final : public Head {
 public:
  ConvHead(std::int64_t in, const std::vector<OutputMap>& outputs, const ConvHeadOptions& options)
      : outputs_(outputs), dropout_(options.dropout) {
    conv_ = register_module(
        "0",
        make_conv({.in = in, .out = channels_of(outputs), .kernel = options.kernel, .bias = true}));
    init_xavier_uniform(*conv_);
  }

  [[nodiscard]] std::vector<OutputMap> outputs() const override { return outputs_; }

  at::Tensor forward(const at::Tensor& map) override {
    return conv_->forward(dropout_ > 0.0 ? at::feature_dropout(map, dropout_, is_training()) : map);
  }

 private:
  std::vector<OutputMap> outputs_;
  double dropout_;
  torch::nn::Conv2d conv_{nullptr};
};

}  // namespace

std::shared_ptr<Head> make_conv_head(std::int64_t in_channels,
                                     const std::vector<OutputMap>& outputs,
                                     const ConvHeadOptions& options, std::string_view owner) {
  if (options.kernel % 2 == 0) {
    fail(owner, ": option 'kernel' is ", options.kernel, ", expected an odd number");
  }
  return std::make_shared<ConvHead>(in_channels, outputs, options);
}

}  // namespace handsight
