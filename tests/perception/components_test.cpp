// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/components.h"

#include <queue>

#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/core/seed.h"

#include "perception/drawn_mask.h"

namespace handsight {
namespace {

using testing::drawn;

TEST(Components, AreNoneInAnEmptyMask) { EXPECT_TRUE(find_components(Image(5, 4, 1)).all.empty()); }

TEST(Components, JoinAcrossCorners) {
  EXPECT_EQ(find_components(drawn({"#..",  //
                                   ".#.",  //
                                   "#.#"}))
                .all.size(),
            1U);
}

TEST(Components, StayApartAcrossOneFreePixel) {
  EXPECT_EQ(find_components(drawn({"#.#", "#.#"})).all.size(), 2U);
}

TEST(Components, JoinArmsThatMeetBelow) {
  const auto found = find_components(drawn({"#.#.#",  //
                                            "#.#.#",  //
                                            "#####"}));
  ASSERT_EQ(found.all.size(), 1U);
  EXPECT_EQ(found.all[0].area, 11);
}

TEST(Components, KnowTheirBoxAndArea) {
  const auto found = find_components(drawn({".....",  //
                                            "..##.",  //
                                            ".##..",  //
                                            "....."}));
  ASSERT_EQ(found.all.size(), 1U);
  EXPECT_EQ(found.all[0].box, (Box{1, 1, 3, 2}));
  EXPECT_EQ(found.all[0].area, 4);
}

TEST(Components, DoNotWrapAroundTheEdges) {
  EXPECT_EQ(find_components(drawn({"..#", "#.."})).all.size(), 2U);
}

TEST(Components, ComeInTheOrderOfTheirTopmostPixel) {
  const auto found = find_components(drawn({"...#",  //
                                            "#...",  //
                                            "#..#"}));
  ASSERT_EQ(found.all.size(), 3U);
  EXPECT_EQ(found.all[0].box, (Box{3, 0, 1, 1}));
  EXPECT_EQ(found.all[1].box, (Box{0, 1, 1, 2}));
}

int count_by_flood(Image mask) {
  int count = 0;
  for (int start = 0; start < static_cast<int>(mask.pixels.size()); ++start) {
    if (mask.pixels[static_cast<std::size_t>(start)] == 0) continue;
    ++count;
    std::queue<int> open({start});
    mask.pixels[static_cast<std::size_t>(start)] = 0;
    while (!open.empty()) {
      const int x = open.front() % mask.width;
      const int y = open.front() / mask.width;
      open.pop();
      for (int v = std::max(0, y - 1); v <= std::min(mask.height - 1, y + 1); ++v) {
        for (int u = std::max(0, x - 1); u <= std::min(mask.width - 1, x + 1); ++u) {
          if (*mask.at(u, v) == 0) continue;
          *mask.at(u, v) = 0;
          open.push(v * mask.width + u);
        }
      }
    }
  }
  return count;
}

TEST(Components, AreAsManyAsAFloodFillFinds) {
  Random random(Seed(5));
  for (int round = 0; round < 50; ++round) {
    Image mask(1 + static_cast<int>(random.below(40)), 1 + static_cast<int>(random.below(40)), 1);
    for (auto& value : mask.pixels) value = random.chance(0.4) ? 1 : 0;
    const auto found = find_components(mask);
    ASSERT_EQ(static_cast<int>(found.all.size()), count_by_flood(mask)) << "round " << round;
  }
}

TEST(Components, RefuseAPictureOfThreeChannels) {
  EXPECT_THROW((void)find_components(Image(2, 2, 3)), InvalidArgument);
}

}  // namespace
}  // namespace handsight
