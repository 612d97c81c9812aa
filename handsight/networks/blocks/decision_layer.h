// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <torch/nn/modules/conv.h>

namespace handsight {

/// Logits of one decision a picture, linear in the mean of its features.
[[nodiscard]] torch::nn::Conv2d make_decision_layer(std::int64_t features, std::int64_t logits);

/// The layer's logits of `features`, repeated in every pixel of `beside`, so that they travel with
/// its maps.
[[nodiscard]] at::Tensor decision_maps(torch::nn::Conv2d& layer, const at::Tensor& features,
                                       const at::Tensor& beside);

}  // namespace handsight
