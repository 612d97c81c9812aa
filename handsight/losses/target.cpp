// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/losses/target.h"

#include <ATen/ATen.h>

#include "handsight/core/error.h"
#include "handsight/tensors/batch.h"

namespace handsight {

at::Tensor checked_logits(std::string_view loss, const at::Tensor& prediction,
                          const at::Tensor& target) {
  if (prediction.dim() != 4) {
    fail("loss ", loss, ": prediction needs 4 dimensions N K H W, found ", prediction.dim(),
         " with sizes ", prediction.sizes());
  }
  const auto n = prediction.size(0);
  const auto h = prediction.size(2);
  const auto w = prediction.size(3);
  if (target.sizes() != at::IntArrayRef({n, h, w})) {
    fail("loss ", loss, ": target needs sizes [", n, ", ", h, ", ", w,
         "] to match the prediction, found ", target.sizes());
  }
  if (target.scalar_type() != at::kLong) {
    fail("loss ", loss, ": target needs int64 class indices, found ", target.scalar_type());
  }
  return class_logits(prediction.to(at::kFloat));
}

}  // namespace handsight
