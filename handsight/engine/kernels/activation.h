// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "handsight/engine/graph.h"

namespace handsight::engine {

/// e^x to a relative error of 2e-7, 0 below -87, in a form that compilers vectorise.
[[nodiscard]] float fast_exp(float x);

/// Replaces each of `count` values by what the operation makes of it; kAdd is not one of them.
void activate(const PostOp& op, float* values, std::int64_t count);
void activate(const std::vector<PostOp>& ops, float* values, std::int64_t count);

}  // namespace handsight::engine
