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

}  // namespace handsight
