// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "handsight/core/json.h"

namespace handsight {

struct DataTimingOptions {
  std::string data{};  ///< NAME=PATH[:split][?key=value]
  std::vector<std::string> augmentations{"flip", "affine", "colour_gain", "blur", "noise"};
  std::size_t samples = 256;
  int size_px = 256;
};

/// How fast one thread reads samples, brings them to one size and augments them, in batches of 16:
///   data, samples, size, augmentations, read_per_s, batched_per_s, augmented_per_s
/// read: decoded at their own size; batched: also resized and stacked; augmented: all of it.
/// The set is gone through once beforehand, so that the disk does not count.
[[nodiscard]] Json time_data(const DataTimingOptions& options);

}  // namespace handsight
