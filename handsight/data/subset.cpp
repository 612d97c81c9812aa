// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/subset.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "handsight/core/error.h"

namespace handsight {

Subset::Subset(std::shared_ptr<const Dataset> whole, double fraction, Seed seed)
    : whole_(std::move(whole)), indices_(whole_->size()) {
  if (!(fraction > 0 && fraction <= 1)) {
    fail("subset: fraction ", fraction, " is outside (0, 1]");
  }
  std::iota(indices_.begin(), indices_.end(), std::size_t{0});
  const auto size = static_cast<double>(indices_.size());
  const auto kept = static_cast<std::size_t>(std::ceil(fraction * size));
  Random random(seed.split("subset"));
  for (std::size_t i = 0; i < kept; ++i) {
    std::swap(indices_[i], indices_[i + random.below(indices_.size() - i)]);
  }
  indices_.resize(kept);
  std::sort(indices_.begin(), indices_.end());
}

}  // namespace handsight
