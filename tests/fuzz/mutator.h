// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "handsight/core/seed.h"

namespace handsight::fuzz {

/// A damaged copy of one of the inputs: bits turned, bytes replaced by telling ones, pieces left
/// out, doubled, moved, or taken from another input. At most `most_bytes` long.
[[nodiscard]] std::string mutated(const std::vector<std::string>& inputs, Random& random,
                                  std::size_t most_bytes);

}  // namespace handsight::fuzz
