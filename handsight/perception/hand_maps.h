// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "handsight/core/image.h"

namespace handsight {

/// What a network says of each pixel of a picture.
struct HandMaps {
  ProbabilityMap hand{};
  /// Of networks that tell sides, the size of `hand`: 1 where it is surely a right hand, 0 where it
  /// is surely a left one, 0.5 where it may be either, both or none.
  std::optional<ProbabilityMap> right{};
};

}  // namespace handsight
