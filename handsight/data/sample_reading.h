// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "handsight/core/seed.h"
#include "handsight/data/dataset.h"

namespace handsight {

struct ReadSamplesOptions {
  std::size_t first = 0;
  std::size_t count = 0;
  int workers = 1;                         ///< threads
  Seed seed{1};                            ///< sample i varies with seed.split(i)
  std::function<Sample(Sample)> change{};  ///< done by the threads; null = nothing
};

/// Samples [first, first + count) in order, read by several threads; the result does not depend on
/// their number. Rethrows the error of the first sample that could not be read.
[[nodiscard]] std::vector<Sample> read_samples(const Dataset& dataset,
                                               const ReadSamplesOptions& options);

}  // namespace handsight
