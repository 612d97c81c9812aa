// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <ATen/core/Tensor.h>

namespace handsight {

/// Checks a prediction against its target and returns it as float N K H W with K >= 2.
/// Throws InvalidArgument, naming `loss`, when dimensions, sizes or types do not fit.
[[nodiscard]] at::Tensor checked_logits(std::string_view loss, const at::Tensor& prediction,
                                        const at::Tensor& target);

/// Checks a depth prediction, N 1 H W, against its target, N H W, and returns it as float N H W.
/// Throws InvalidArgument, naming `loss`, when dimensions, sizes or types do not fit.
[[nodiscard]] at::Tensor checked_depth(std::string_view loss, const at::Tensor& prediction,
                                       const at::Tensor& target);

/// Mean of `values` where `counts` (the same size, 0 or 1) is 1; 0 when it is so nowhere.
[[nodiscard]] at::Tensor mean_where(const at::Tensor& values, const at::Tensor& counts);

}  // namespace handsight
