// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include <ATen/core/Tensor.h>

#include "handsight/core/seed.h"

namespace handsight {

/// Earlier results of a generator, so that a discriminator does not forget them: half of the
/// samples that pass are exchanged for kept ones once the buffer is full.
/// Shrivastava et al., Learning from simulated and unsupervised images, CVPR 2017, sec. 2.3.
class History {
 public:
  /// A `capacity` of 0 keeps nothing.
  explicit History(std::size_t capacity) : capacity_(capacity) {}
  void clear() { kept_.clear(); }
  /// made  N C H W without gradient; returns as many
  [[nodiscard]] at::Tensor exchange(const at::Tensor& made, Seed seed);

 private:
  std::size_t capacity_;
  std::vector<at::Tensor> kept_{};
};

}  // namespace handsight
