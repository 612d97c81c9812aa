// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "handsight/networks/blocks/layers.h"
#include "handsight/networks/blocks/recomputable.h"
#include "handsight/networks/blocks/squeeze_excitation.h"

namespace handsight {

struct MobileBottleneckOptions {
  std::int64_t in = 0;
  std::int64_t hidden = 0;  ///< no expansion when it equals `in`
  std::int64_t out = 0;
  std::int64_t kernel = 3;
  std::int64_t stride = 1;
  Activation activation = Activation::kRelu;
  std::int64_t squeeze = 0;  ///< hidden channels of the squeeze and excitation; 0 for none
  Activation squeeze_activation = Activation::kRelu;
  Gate gate = Gate::kSigmoid;
  BatchNormOptions norm{};
};

/// Expansion, depthwise convolution, squeeze and excitation, linear projection; the input is added
/// where the shape allows it. Names as in torchvision: `block.0.0` ...
class MobileBottleneckImpl : public Recomputable {
 public:
  explicit MobileBottleneckImpl(const MobileBottleneckOptions& options);
  at::Tensor forward(const at::Tensor& input);

 private:
  bool adds_input_;
  Layers block_{};
};
TORCH_MODULE(MobileBottleneck);

}  // namespace handsight
