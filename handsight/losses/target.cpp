// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/losses/target.h"

#include <ATen/ATen.h>

#include "handsight/core/error.h"
#include "handsight/tensors/batch.h"

namespace handsight {
namespace {

/// The target must be N H W for a prediction N K H W.
void check_sizes(std::string_view loss, const at::Tensor& prediction, const at::Tensor& target) {
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
}

}  // namespace

at::Tensor checked_logits(std::string_view loss, const at::Tensor& prediction,
                          const at::Tensor& target) {
  check_sizes(loss, prediction, target);
  if (target.scalar_type() != at::kLong) {
    fail("loss ", loss, ": target needs int64 class indices, found ", target.scalar_type());
  }
  return class_logits(prediction.to(at::kFloat));
}

at::Tensor checked_depth(std::string_view loss, const at::Tensor& prediction,
                         const at::Tensor& target) {
  check_sizes(loss, prediction, target);
  if (prediction.size(1) != 1) {
    fail("loss ", loss, ": prediction needs 1 channel of depth, found ", prediction.size(1));
  }
  if (target.scalar_type() != at::kFloat) {
    fail("loss ", loss, ": target needs float depth, found ", target.scalar_type());
  }
  return prediction.to(at::kFloat).squeeze(1);
}

at::Tensor mean_where(const at::Tensor& values, const at::Tensor& counts) {
  return (values * counts).sum() / counts.sum().clamp_min(1);
}

}  // namespace handsight
