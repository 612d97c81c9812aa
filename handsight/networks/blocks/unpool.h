// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

namespace handsight {

/// A map pooled 2x2, and where each maximum came from.
struct Pooled {
  at::Tensor map;       ///< N C H/2 W/2, sides rounded down
  at::Tensor switches;  ///< same sizes, int64: index into the H x W plane
  std::int64_t height = 0;
  std::int64_t width = 0;
};

[[nodiscard]] Pooled pool_with_switches(const at::Tensor& map);

/// Puts each value at its switch and zero elsewhere, so that what an odd side lost comes back as
/// zeros. Unlike libtorch's max_unpool2d it also runs in bfloat16 on a CPU.
///
/// map      N C H/2 W/2, of the sizes of the switches
/// returns  N C H W
[[nodiscard]] at::Tensor unpool(const at::Tensor& map, const Pooled& pooled);

}  // namespace handsight
