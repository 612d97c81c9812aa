// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "handsight/data/dataset.h"

namespace handsight {

/// Part of a data set: always the same samples for the same seed, in their order, at least one.
class Subset final : public Dataset {
 public:
  /// Throws InvalidArgument when `fraction` is not in (0, 1].
  Subset(std::shared_ptr<const Dataset> whole, double fraction, Seed seed);

  [[nodiscard]] std::size_t size() const override { return indices_.size(); }
  [[nodiscard]] Sample get(std::size_t index, Seed variation) const override {
    return whole_->get(indices_[index], variation);
  }

 private:
  std::shared_ptr<const Dataset> whole_;
  std::vector<std::size_t> indices_;
};

}  // namespace handsight
