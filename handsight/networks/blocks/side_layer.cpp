// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/side_layer.h"

#include <ATen/ATen.h>

#include "handsight/networks/blocks/convolution.h"
#include "handsight/networks/outputs.h"

namespace handsight {

torch::nn::Conv2d make_side_layer(std::int64_t channels) {
  torch::nn::Conv2d layer(
      torch::nn::Conv2dOptions(channels, channels_of(side_output()), 1).bias(true));
  init_xavier_uniform(*layer);
  return layer;
}

at::Tensor side_maps(torch::nn::Conv2d& layer, const at::Tensor& features,
                     const at::Tensor& beside) {
  const auto logits = layer->forward(features.mean({2, 3}, true));
  return logits.expand({-1, -1, beside.size(2), beside.size(3)});
}

}  // namespace handsight
