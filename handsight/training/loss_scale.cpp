// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/loss_scale.h"

#include <algorithm>

#include <ATen/ATen.h>
#include <torch/utils.h>

namespace handsight {
namespace {

constexpr std::int64_t kStepsToGrow = 2000;
constexpr double kGrowth = 2.0;

}  // namespace

at::Tensor LossScale::scaled(const at::Tensor& loss) const {
  return active_ ? loss * state_.factor : loss;
}

bool LossScale::unscale(std::vector<at::Tensor>& gradients) {
  if (!active_) return true;
  const torch::NoGradGuard no_grad;
  auto all_finite = at::ones({}, at::kBool);
  for (auto& gradient : gradients) {
    gradient.mul_(1.0 / state_.factor);
    const auto finite = gradient.isfinite().all();
    all_finite = all_finite.to(finite.device()).logical_and(finite);
  }
  const bool useful = all_finite.item<bool>();
  overflowed_ = overflowed_ || !useful;
  return useful;
}

void LossScale::end_step() {
  if (!active_) return;
  if (overflowed_) {
    state_ = {.factor = std::max(1.0, state_.factor / kGrowth)};
  } else if (++state_.steps == kStepsToGrow) {
    state_ = {.factor = state_.factor * kGrowth};
  }
  overflowed_ = false;
}

}  // namespace handsight
