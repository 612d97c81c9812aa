// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/history.h"

#include <utility>

#include <ATen/ATen.h>

namespace handsight {

at::Tensor History::exchange(const at::Tensor& made, Seed seed) {
  if (capacity_ == 0) return made;
  Random random(seed);
  std::vector<at::Tensor> shown;
  for (std::int64_t i = 0; i < made.size(0); ++i) {
    auto sample = made[i];
    if (kept_.size() < capacity_) {
      kept_.push_back(sample);
    } else if (random.chance(0.5)) {
      std::swap(sample, kept_[random.below(kept_.size())]);
    }
    shown.push_back(sample);
  }
  return at::stack(shown);
}

}  // namespace handsight
