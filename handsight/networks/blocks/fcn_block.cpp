// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/fcn_block.h"

#include <ATen/ATen.h>

#include "handsight/networks/blocks/convolution.h"
#include "handsight/networks/blocks/layers.h"

namespace handsight {

FcnBlockImpl::FcnBlockImpl(VggOptions options) {
  constexpr std::int64_t kStages = 4;
  options.stages = kStages;
  encoder_ = register_module("encoder", VggTrunk(options));
  score_ = register_module(
      "score",
      make_conv({.in = encoder_->channels(kStages - 1), .out = 1, .kernel = 1, .bias = true}));
  // by its fan-out one map would start with weights of 1.4, and depths of tens for targets below 1
  init_xavier_uniform(*score_);
}

at::Tensor FcnBlockImpl::forward(const at::Tensor& image) {
  auto map = encoder_->stage(0, image);
  for (std::int64_t i = 1; i < encoder_->stages(); ++i) {
    map = encoder_->stage(i, at::max_pool2d(map, {2, 2}));
  }
  return at::upsample_nearest2d(score_->forward(map), {image.size(2), image.size(3)});
}

}  // namespace handsight
