// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "handsight/core/image.h"

namespace handsight::testing {

/// A mask from rows of text: '#' is set.
inline Image drawn(const std::vector<std::string>& rows) {
  Image mask(static_cast<int>(rows.front().size()), static_cast<int>(rows.size()), 1);
  for (int y = 0; y < mask.height; ++y) {
    for (int x = 0; x < mask.width; ++x) {
      const auto& row = rows[static_cast<std::size_t>(y)];
      *mask.at(x, y) = row[static_cast<std::size_t>(x)] == '#' ? 1 : 0;
    }
  }
  return mask;
}

}  // namespace handsight::testing
