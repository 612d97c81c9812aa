// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "handsight/core/seed.h"
#include "handsight/data/dataset.h"
#include "handsight/data/label_map.h"

namespace handsight {

/// One source of a mixture and how much of an epoch it fills, relative to the other sources.
struct MixturePart {
  std::string name;
  std::shared_ptr<const Dataset> dataset;
  double share = 1.0;
  LabelMapOptions labels{};
};

/// One sample of an epoch.
struct SampleRef {
  std::size_t part = 0;
  std::size_t index = 0;
  Seed variation{0};
  bool augmented = true;  ///< false: shown as it is
};

/// Every sample twice: as it is, and once more augmented, in an order drawn from `seed`.
[[nodiscard]] std::vector<SampleRef> with_augmented_copies(std::vector<SampleRef> plan, Seed seed);

/// Several data sets in one stream of fixed proportions.
class Mixture {
 public:
  /// `epoch_size` 0 stands for the sum of the sizes. Throws InvalidArgument when there is no part,
  /// a part is empty or a share is not positive.
  Mixture(std::vector<MixturePart> parts, std::size_t epoch_size);

  [[nodiscard]] std::size_t epoch_size() const { return epoch_size_; }
  [[nodiscard]] const std::vector<MixturePart>& parts() const { return parts_; }

  /// What epoch `epoch` holds, shuffled. Every part goes through all of its samples before it shows
  /// one again, across epochs.
  [[nodiscard]] std::vector<SampleRef> plan(std::size_t epoch, Seed seed) const;

  [[nodiscard]] Sample get(const SampleRef& ref) const;

 private:
  std::vector<MixturePart> parts_;
  std::vector<std::size_t> counts_;  // samples of each part in an epoch
  std::size_t epoch_size_;
};

}  // namespace handsight
