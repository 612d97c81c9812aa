// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/unpool.h"

#include <tuple>

#include <ATen/ATen.h>

namespace handsight {

Pooled pool_with_switches(const at::Tensor& map) {
  auto [pooled, switches] = at::max_pool2d_with_indices(map, {2, 2});
  return {.map = pooled, .switches = switches, .height = map.size(2), .width = map.size(3)};
}

at::Tensor unpool(const at::Tensor& map, const Pooled& pooled) {
  const auto planes = at::zeros({map.size(0), map.size(1), pooled.height * pooled.width},
                                map.options().requires_grad(false));
  return planes.scatter(2, pooled.switches.flatten(2), map.flatten(2))
      .view({map.size(0), map.size(1), pooled.height, pooled.width});
}

}  // namespace handsight
