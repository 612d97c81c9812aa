// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "handsight/core/image.h"

namespace handsight {

/// Axis-aligned, in pixels of the picture; x and y are the top left corner.
struct Box {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
  friend bool operator==(const Box&, const Box&) = default;
};

/// One hand found in a picture. A model that does not give a field leaves it out.
struct Hand {
  Box box{};
  double score = 0.0;                 ///< mean probability over its mask
  Image mask{};                       ///< one channel 0 / 1, the size of `box`
  std::optional<std::string> side{};  ///< "left" or "right"
};

}  // namespace handsight
