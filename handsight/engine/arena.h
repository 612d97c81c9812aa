// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "handsight/engine/planner.h"

namespace handsight::engine {

/// Where each buffer lies in one piece of memory.
struct ArenaLayout {
  std::vector<std::size_t> offsets{};  ///< of each buffer, multiples of 64
  std::size_t bytes = 0;
};

/// Packs buffers so that two whose times overlap never share bytes: largest first, each at the
/// lowest free place (Pisarchyk and Lee, Efficient memory management for deep neural net
/// inference, 2020: "greedy by size").
[[nodiscard]] ArenaLayout lay_out(const std::vector<PlannedBuffer>& buffers);

}  // namespace handsight::engine
