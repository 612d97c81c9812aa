// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/decision_layer.h"

#include <ATen/ATen.h>

#include "handsight/networks/blocks/convolution.h"

namespace handsight {

torch::nn::Conv2d make_decision_layer(std::int64_t features, std::int64_t logits) {
  torch::nn::Conv2d layer(torch::nn::Conv2dOptions(features, logits, 1).bias(true));
  init_xavier_uniform(*layer);
  return layer;
}

at::Tensor decision_maps(torch::nn::Conv2d& layer, const at::Tensor& features,
                         const at::Tensor& beside) {
  const auto logits = layer->forward(features.mean({2, 3}, true));
  return logits.expand({-1, -1, beside.size(2), beside.size(3)});
}

}  // namespace handsight
