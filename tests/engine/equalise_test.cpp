// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/equalise.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/engine/quantize.h"

#include "engine/graphs.h"

namespace handsight::engine {
namespace {

using test::GraphBuilder;
using test::Ints;
using ::testing::ElementsAre;

/// "a" (2 channels), also read by a sigmoid, and "b" (1 channel, 100 times as large, behind ReLU)
/// are joined for a convolution that gives "y".
GraphBuilder joined_network() {
  GraphBuilder builder;
  builder.input("x", test::free_image(1))
      .floats("wa", {2, 1, 1, 1}, {1, -1})
      .floats("wb", {1, 1, 1, 1}, {100})
      .floats("bb", {1}, {50})
      .floats("wy", {2, 3, 1, 1}, {1, 2, 3, 4, 5, 6});
  return builder.node("Conv", {"x", "wa"}, {"a"})
      .node("Sigmoid", {"a"}, {"s"})
      .node("Conv", {"x", "wb", "bb"}, {"b0"})
      .node("Relu", {"b0"}, {"b"})
      .node("Concat", {"a", "b"}, {"c"}, {{"axis", std::int64_t{1}}})
      .node("Conv", {"c", "wy"}, {"y"});
}

const std::map<std::string, Branch> kBranches{{"a", {.range = 1.0F, .channels = 2}},
                                              {"b", {.range = 100.0F, .channels = 1}}};

TEST(JoinedValues, AreThoseOfAConcatForConvolutions) {
  EXPECT_THAT(joined_values(joined_network().build({"y", "s"})), ElementsAre("a", "b"));
  auto with_constant = joined_network();
  with_constant.constant("k", test::counting(4, 4))
      .node("Concat", {"a", "k"}, {"d"}, {{"axis", std::int64_t{1}}});
  with_constant.node("Conv", {"d", "wy"}, {"z"});
  EXPECT_THAT(joined_values(with_constant.build({"y", "s", "z"})), ElementsAre("a", "b"));
  // something else reads what is joined
  auto read_twice = joined_network();
  read_twice.node("Sigmoid", {"c"}, {"t"});
  EXPECT_TRUE(joined_values(read_twice.build({"y", "s", "t"})).empty());
}

TEST(EqualiseBranches, GivesABranchTheRangeOfTheOthersAndComputesTheSame) {
  const Graph plain = joined_network().build({"y", "s"});
  Graph graph = plain;
  equalise_branches(graph, kBranches);
  const Tensor input = float_tensor({1, 1, 1, 2}, std::vector{0.5F, 1.0F});
  const auto expected = test::run(plain, {input});
  const auto found = test::run(graph, {input});
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(to_floats(found[0])[i], to_floats(expected[0])[i], 1e-3);
  }
  graph.outputs = {{.name = "b"}};
  EXPECT_THAT(to_floats(test::run(graph, {input})[0]), ElementsAre(1.0F, 1.5F));
}

TEST(EqualiseBranches, LeavesAValueAloneThatSomethingElseReads) {
  Graph graph = joined_network().build({"y", "b"});
  const auto before = graph.constants.size();
  // "b" leaves the network as it is; "a" is read by the sigmoid as well
  equalise_branches(graph, kBranches);
  EXPECT_EQ(graph.nodes[0].inputs[1], "wa");
  const Tensor input = float_tensor({1, 1, 1, 1}, std::vector{1.0F});
  EXPECT_THAT(to_floats(test::run(graph, {input})[1]), ElementsAre(150.0F));
  EXPECT_GE(graph.constants.size(), before);
}

// Before, the 255 codes went from 0 to 150, and "a" had one or two of them.
TEST(Quantize, KeepsASmallBranchBesideALargeOne) {
  GraphBuilder builder;
  builder.input("x", test::free_image(3));
  builder.constant("w0", test::noise_tensor({8, 3, 3, 3}, 1))
      .constant("w1", test::noise_tensor({8, 8, 3, 3}, 2))
      .constant("w3", test::noise_tensor({4, 16, 3, 3}, 4));
  auto large = to_floats(test::noise_tensor({8, 8, 3, 3}, 3));
  for (auto& value : large) value *= 100.0F;
  builder.floats("w2", {8, 8, 3, 3}, large);
  const test::Attributes same{{"pads", Ints{1, 1, 1, 1}}};
  builder.node("Conv", {"x", "w0"}, {"e0"}, same).node("Relu", {"e0"}, {"e"});
  builder.node("Conv", {"e", "w1"}, {"f0"}, same).node("Relu", {"f0"}, {"f"});
  builder.node("Conv", {"f", "w2"}, {"d0"}, same).node("Relu", {"d0"}, {"d"});
  builder.node("Concat", {"e", "d"}, {"c"}, {{"axis", std::int64_t{1}}});
  builder.node("Conv", {"c", "w3"}, {"y"}, same);
  const Graph graph = builder.build({"y"});
  std::vector<CalibrationSample> samples;
  for (std::uint64_t i = 0; i < 4; ++i) {
    samples.push_back({test::noise_tensor({1, 3, 16, 16}, 100 + i)});
  }
  const auto quantized = quantize(graph, samples, {.max_relative_error = 1.0});
  const Tensor image = test::noise_tensor({1, 3, 16, 16}, 7);
  const auto exact = to_floats(test::run(graph, {image})[0]);
  const auto found = to_floats(test::run(quantized.graph, {image}, {})[0]);
  double error = 0.0, square = 0.0;
  for (std::size_t i = 0; i < exact.size(); ++i) {
    error += std::pow(static_cast<double>(found[i]) - exact[i], 2);
    square += std::pow(static_cast<double>(exact[i]), 2);
  }
  EXPECT_LT(std::sqrt(error / square), 0.08);
}

}  // namespace
}  // namespace handsight::engine
