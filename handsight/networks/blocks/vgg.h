// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include <torch/nn/pimpl.h>

#include "handsight/networks/encoder.h"

namespace handsight {

struct VggOptions {
  bool norm = true;         ///< batch normalisation behind each convolution
  std::int64_t base = 64;   ///< channels of the first stage; they double up to eight times that
  std::int64_t stages = 5;  ///< how many of VGG-16's five stages
};

/// The convolutions of VGG-16 (Simonyan and Zisserman, ICLR 2015), stage by stage. Names and
/// numbers as torchvision's `features.N`, so that pools and activations leave gaps.
class VggTrunkImpl : public torch::nn::Module {
 public:
  explicit VggTrunkImpl(const VggOptions& options);

  [[nodiscard]] std::int64_t stages() const;
  [[nodiscard]] std::int64_t channels(std::int64_t stage) const;
  /// The convolutions of one stage, from 0 on, without the pool behind it.
  at::Tensor stage(std::int64_t stage, const at::Tensor& map);

 private:
  std::shared_ptr<class VggFeatures> features_;
};
TORCH_MODULE(VggTrunk);

/// VGG-16 with a level before each pool and one behind the last: strides 1 to 32.
[[nodiscard]] std::shared_ptr<Encoder> make_vgg_encoder(const VggOptions& options);

}  // namespace handsight
