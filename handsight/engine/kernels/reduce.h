// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "handsight/engine/view.h"

namespace handsight::engine {

enum class Reduction { kMean, kSum, kMax };

/// Reduces the axes where `to` has size 1; equal numbers of axes, any strides. Sums are formed in
/// double precision.
void reduce(const View& from, const View& to, Reduction reduction);
/// Exponentials over their sum, along one axis.
void softmax(const View& from, const View& to, std::size_t axis);
/// I64 index of the largest value along one axis (the first of equal ones); `to` keeps the axis.
void arg_max(const View& from, const View& to, std::size_t axis);
/// (x - mean) / sqrt(variance + epsilon) * scale[c] + shift[c] over the pixels of each picture and
/// channel; N C H W.
void instance_norm(const View& from, const View& to, const std::vector<float>& scale,
                   const std::vector<float>& shift, float epsilon);

}  // namespace handsight::engine
