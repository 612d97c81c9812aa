// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

#include "handsight/geometry/affine.h"

namespace handsight {

/// One sample's planes on the processor, each target pixel found in the source by one affine map:
/// several times as fast as a grid sampler, which is told every pixel's place.
///
/// source              C H W float (bilinear, nearest) or uint8 (nearest), contiguous
/// source_from_target  takes pixel centres of the target to the source's
/// target              C H' W' of the same type, contiguous; written
void warp_bilinear(const at::Tensor& source, const Affine& source_from_target, bool repeat_edges,
                   at::Tensor& target);
void warp_nearest(const at::Tensor& source, const Affine& source_from_target, double outside,
                  at::Tensor& target);

}  // namespace handsight
