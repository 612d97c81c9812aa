// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/arena.h"

#include <algorithm>
#include <numeric>

namespace handsight::engine {
namespace {

constexpr std::size_t kAlignment = 64;

std::size_t rounded(std::size_t bytes) {
  return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

bool overlap(const PlannedBuffer& a, const PlannedBuffer& b) {
  return a.first <= b.last && b.first <= a.last;
}

}  // namespace

ArenaLayout lay_out(const std::vector<PlannedBuffer>& buffers) {
  std::vector<std::size_t> order(buffers.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return buffers[a].bytes > buffers[b].bytes;
  });
  ArenaLayout layout{.offsets = std::vector<std::size_t>(buffers.size())};
  std::vector<std::size_t> placed;  // by offset
  for (const std::size_t next : order) {
    std::size_t offset = 0;
    for (const std::size_t other : placed) {
      if (!overlap(buffers[next], buffers[other])) continue;
      if (offset + rounded(buffers[next].bytes) <= layout.offsets[other]) break;
      offset = std::max(offset, layout.offsets[other] + rounded(buffers[other].bytes));
    }
    layout.offsets[next] = offset;
    layout.bytes = std::max(layout.bytes, offset + rounded(buffers[next].bytes));
    const auto at = std::lower_bound(
        placed.begin(), placed.end(), offset,
        [&](std::size_t other, std::size_t value) { return layout.offsets[other] < value; });
    placed.insert(at, next);
  }
  return layout;
}

}  // namespace handsight::engine
