// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <torch/nn/modules/conv.h>

namespace handsight {

/// Logits of side_output(), linear in the mean of `channels` features over the picture.
[[nodiscard]] torch::nn::Conv2d make_side_layer(std::int64_t channels);

/// The layer's logits of `features`, repeated in every pixel of `beside`, so that they travel with
/// its maps.
[[nodiscard]] at::Tensor side_maps(torch::nn::Conv2d& layer, const at::Tensor& features,
                                   const at::Tensor& beside);

}  // namespace handsight
