// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/arena.h"

#include <gtest/gtest.h>

#include "handsight/core/seed.h"

namespace handsight::engine {
namespace {

TEST(Arena, LetsBuffersFollowEachOtherInTheSamePlace) {
  const auto layout = lay_out({{.bytes = 128, .first = 0, .last = 1},
                               {.bytes = 64, .first = 1, .last = 2},
                               {.bytes = 128, .first = 2, .last = 3}});
  EXPECT_EQ(layout.bytes, 192U);
  EXPECT_EQ(layout.offsets[0], layout.offsets[2]);
}

TEST(Arena, NeverLetsTwoLivingBuffersShareBytes) {
  Random random(Seed(1));
  std::vector<PlannedBuffer> buffers;
  for (int i = 0; i < 200; ++i) {
    const std::size_t first = random.below(100);
    buffers.push_back(
        {.bytes = random.below(5000), .first = first, .last = first + random.below(20)});
  }
  const auto layout = lay_out(buffers);
  for (std::size_t a = 0; a < buffers.size(); ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      const bool live = buffers[a].first <= buffers[b].last && buffers[b].first <= buffers[a].last;
      const bool apart = layout.offsets[a] + buffers[a].bytes <= layout.offsets[b] ||
                         layout.offsets[b] + buffers[b].bytes <= layout.offsets[a];
      EXPECT_TRUE(!live || apart) << a << " and " << b;
    }
  }
}

}  // namespace
}  // namespace handsight::engine
