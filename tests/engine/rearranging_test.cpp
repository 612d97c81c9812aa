// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <limits>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/graphs.h"

namespace handsight::engine {
namespace {

using test::counting;
using test::free_image;
using test::GraphBuilder;
using test::Ints;
using test::unary;
using test::values_of;
using ::testing::ElementsAre;

TEST(Reshape, KeepsRowMajorOrder) {
  const Graph graph = GraphBuilder()
                          .input("x", free_image(2))
                          .ints("shape", {1, 4, 1, -1})
                          .node("Reshape", {"x", "shape"}, {"y"})
                          .build();
  EXPECT_THAT(values_of(graph, counting(2, 2, 2)), ElementsAre(1, 2, 3, 4, 5, 6, 7, 8));
}
TEST(Reshape, SeesAPartOfAConcatenationWithMoreAxes) {
  // The part lies among rows of four, the result channels-last.
  const Graph graph = GraphBuilder()
                          .input("x", {1, 3, 2})
                          .ints("shape", {1, 2, 1, 3})
                          .node("Abs", {"x"}, {"a"})
                          .node("Concat", {"a", "x"}, {"c"}, {{"axis", std::int64_t{2}}})
                          .node("Reshape", {"a", "shape"}, {"y"})
                          .build({"y", "c"});
  const Tensor input = float_tensor({1, 3, 2}, std::vector<float>{1, 2, 3, 4, 5, 6});
  EXPECT_THAT(values_of(graph, input), ElementsAre(1, 2, 3, 4, 5, 6));
}
TEST(Flatten, GivesChannelsThenPixels) {
  EXPECT_THAT(unary("Flatten", counting(1, 2, 2)), ElementsAre(1, 2, 3, 4));
}
TEST(Transpose, MovesAxes) {
  EXPECT_THAT(unary("Transpose", counting(2, 2, 2), {{"perm", Ints{0, 2, 3, 1}}}),
              ElementsAre(1, 5, 2, 6, 3, 7, 4, 8));
}
TEST(Transpose, MovesEachOfManyShortRows) {
  constexpr std::int64_t kHeight = 67, kWidth = 301, kChannels = 3;
  const auto moved =
      unary("Transpose", counting(kHeight, kWidth, kChannels), {{"perm", Ints{0, 2, 1, 3}}});
  std::size_t i = 0;
  for (std::int64_t y = 0; y < kHeight; ++y) {
    for (std::int64_t c = 0; c < kChannels; ++c) {
      for (std::int64_t x = 0; x < kWidth; ++x) {
        ASSERT_EQ(moved.at(i++), static_cast<float>((c * kHeight + y) * kWidth + x + 1));
      }
    }
  }
}
TEST(DepthToSpace, FillsBlocksFromDistantChannelsByDefault) {
  EXPECT_THAT(unary("DepthToSpace", counting(1, 1, 8), {{"blocksize", std::int64_t{2}}}),
              ElementsAre(1, 3, 5, 7, 2, 4, 6, 8));
}
TEST(DepthToSpace, FillsBlocksFromNeighbouringChannelsInColumnOrder) {
  EXPECT_THAT(unary("DepthToSpace", counting(1, 1, 8),
                    {{"blocksize", std::int64_t{2}}, {"mode", std::string("CRD")}}),
              ElementsAre(1, 2, 3, 4, 5, 6, 7, 8));
}
TEST(SpaceToDepth, UndoesDepthToSpace) {
  EXPECT_THAT(unary("SpaceToDepth", counting(2, 2), {{"blocksize", std::int64_t{2}}}),
              ElementsAre(1, 2, 3, 4));
}

TEST(Slice, TakesEverySecondColumn) {
  const Graph graph = GraphBuilder()
                          .input("x", free_image(1))
                          .ints("s", {0})
                          .ints("e", {std::numeric_limits<std::int64_t>::max()})
                          .ints("a", {3})
                          .ints("t", {2})
                          .node("Slice", {"x", "s", "e", "a", "t"}, {"y"})
                          .build();
  EXPECT_THAT(values_of(graph, counting(2, 3)), ElementsAre(1, 3, 4, 6));
}
TEST(Split, GivesPartsInOrder) {
  const Graph graph = GraphBuilder()
                          .input("x", {1, 4})
                          .node("Split", {"x"}, {"a", "b"}, {{"axis", std::int64_t{1}}})
                          .node("Sub", {"a", "b"}, {"y"})
                          .build();
  EXPECT_THAT(values_of(graph, float_tensor({1, 4}, std::vector<float>{1, 2, 30, 50})),
              ElementsAre(-29, -48));
}
TEST(Split, CountsAPartThatNobodyAskedFor) {
  const Graph graph = GraphBuilder()
                          .input("x", {1, 3})
                          .node("Split", {"x"}, {"a", "", "c"}, {{"axis", std::int64_t{1}}})
                          .node("Sub", {"c", "a"}, {"y"})
                          .build();
  EXPECT_THAT(values_of(graph, float_tensor({1, 3}, std::vector<float>{1, 20, 300})),
              ElementsAre(299));
}
TEST(Gather, PicksChannels) {
  const Graph graph = GraphBuilder()
                          .input("x", free_image(3))
                          .ints("i", {2, 0})
                          .node("Gather", {"x", "i"}, {"y"}, {{"axis", std::int64_t{1}}})
                          .build();
  EXPECT_THAT(values_of(graph, counting(1, 2, 3)), ElementsAre(5, 6, 1, 2));
}

std::vector<float> padded(const std::string& mode, const Tensor& input, const Ints& pads) {
  return values_of(GraphBuilder()
                       .input("x", free_image(1))
                       .ints("p", pads)
                       .node("Pad", {"x", "p"}, {"y"}, {{"mode", mode}})
                       .build(),
                   input);
}
TEST(Pad, ReflectsWithoutRepeatingTheEdge) {
  EXPECT_THAT(padded("reflect", counting(1, 3), {0, 0, 0, 2, 0, 0, 0, 1}),
              ElementsAre(3, 2, 1, 2, 3, 2));
}
TEST(Pad, ReflectsCornersInBothDirections) {
  EXPECT_THAT(padded("reflect", counting(2, 2), {0, 0, 1, 1, 0, 0, 0, 0}),
              ElementsAre(4, 3, 4, 2, 1, 2, 4, 3, 4));
}
TEST(Pad, FillsWithZerosByDefault) {
  EXPECT_THAT(padded("constant", counting(1, 2), {0, 0, 0, 1, 0, 0, 1, 0}),
              ElementsAre(0, 1, 2, 0, 0, 0));
}

}  // namespace
}  // namespace handsight::engine
