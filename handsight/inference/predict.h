// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

#include "handsight/core/image.h"
#include "handsight/networks/checkpoint_info.h"
#include "handsight/networks/network.h"
#include "handsight/tensors/autocast.h"

namespace handsight {

/// How one picture goes through a hand-mask network.
struct PredictOptions {
  Normalisation normalisation{};
  std::int64_t longest_px = 256;    ///< the picture's longer side is resized to this
  std::vector<double> scales{1.0};  ///< factors on longest_px whose probabilities are averaged
  Precision precision = Precision::kFloat32;
};

/// Probability of "hand" for every pixel of one picture.
///
/// image    RGB, any size
/// returns  H W, float in [0, 1], on the CPU
///
/// The picture is resized with its aspect kept, so that its longer side has `longest_px`; the
/// probabilities are resized back bilinearly. Evaluation during training, `evaluate` and `segment`
/// all go through here. Throws InvalidArgument when there is no scale or one outside [0.1, 8].
[[nodiscard]] at::Tensor hand_probability(Network& network, const Image& image,
                                          const PredictOptions& options);

}  // namespace handsight
