// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/engine/quantize.h"

#include "engine/graphs.h"
#include "formats/scratch.h"

namespace handsight::engine {
namespace {

using handsight::test::message_of;
using test::counting;
using test::free_image;
using test::GraphBuilder;
using test::Ints;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr QuantizeOptions kAllLayers{.keep_ends = false, .max_relative_error = 1.0};

/// max(x, 0), spread over 2 x 2 pixels in two channels, the second a hundred times as strong.
Graph upsampling(std::int64_t stride = 2) {
  auto weights = test::noise({4, 2, 2, 2}, 5);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (i / 4 % 2 == 1) weights[i] *= 100.0F;
  }
  return GraphBuilder()
      .input("x", free_image(4))
      .floats("w", {4, 2, 2, 2}, weights)
      .floats("b", {2}, {0.5F, -20.0F})
      .node("Relu", {"x"}, {"r"})
      .node("ConvTranspose", {"r", "w", "b"}, {"y"}, {{"strides", Ints{stride, stride}}})
      .build();
}

QuantizedModel quantized(const Graph& graph) {
  const std::vector<CalibrationSample> samples{{test::noise_tensor({1, 4, 12, 12}, 1)},
                                               {test::noise_tensor({1, 4, 12, 12}, 2)}};
  return quantize(graph, samples, kAllLayers);
}

/// Root mean square of the difference over that of `exact`, in one of two channels.
double relative_error(const Tensor& found, const Tensor& exact, std::size_t channel) {
  const auto a = to_floats(found), b = to_floats(exact);
  const std::size_t plane = b.size() / 2;
  double error = 0.0, square = 0.0;
  for (std::size_t i = channel * plane; i < (channel + 1) * plane; ++i) {
    error += std::pow(static_cast<double>(a.at(i)) - b[i], 2);
    square += std::pow(static_cast<double>(b[i]), 2);
  }
  return std::sqrt(error / square);
}

TEST(QuantizeTransposed, KeepsAWeakChannelBesideAStrongOne) {
  const Tensor input = test::noise_tensor({1, 4, 12, 12}, 3);
  const Tensor exact = test::run(upsampling(), {input})[0];
  const Tensor found = test::run(quantized(upsampling()).graph, {input}, {})[0];
  for (const std::size_t channel : {0U, 1U}) {
    EXPECT_LT(relative_error(found, exact, channel), 0.03) << channel;
    EXPECT_GT(relative_error(found, exact, channel), 1e-6) << channel;
  }
}

TEST(QuantizeTransposed, MultipliesCodes) {
  const Tensor input = test::noise_tensor({1, 4, 12, 12}, 3);
  const TensorView view{input.dtype, input.shape, input.bytes};
  Session session{Model(quantized(upsampling()).graph)};
  std::vector<std::string> steps;
  for (const auto& layer : session.profile({&view, 1}, 1)) steps.push_back(layer.op);
  EXPECT_THAT(steps, Contains(AnyOf(HasSubstr("int8"), HasSubstr("vnni"), HasSubstr("s8s32"))));
}

TEST(QuantizeTransposed, SaysInTheFileThatScalesAreAlongTheSecondAxis) {
  const Graph graph = quantized(upsampling()).graph;
  const auto conv = std::find_if(graph.nodes.begin(), graph.nodes.end(),
                                 [](const Node& node) { return node.op == "ConvTranspose"; });
  ASSERT_NE(conv, graph.nodes.end());
  const auto weights = std::find_if(graph.nodes.begin(), graph.nodes.end(), [&](const Node& node) {
    return node.outputs[0] == conv->inputs[1];
  });
  ASSERT_NE(weights, graph.nodes.end());
  EXPECT_EQ(attribute(*weights, "axis", std::int64_t{0}), 1);
  EXPECT_EQ(constant_of(graph, weights->inputs[0])->shape, (Shape{4, 2, 2, 2}));
  EXPECT_EQ(constant_of(graph, weights->inputs[1])->shape, (Shape{2}));
}

TEST(QuantizeTransposed, MultipliesCodesWhereBlocksOverlap) {
  const Graph graph = GraphBuilder()
                          .input("x", free_image(4))
                          .floats("w", {4, 2, 4, 4}, test::noise({4, 2, 4, 4}, 5))
                          .floats("b", {2}, {0.5F, -2.0F})
                          .node("Relu", {"x"}, {"r"})
                          .node("ConvTranspose", {"r", "w", "b"}, {"y"},
                                {{"strides", Ints{2, 2}}, {"pads", Ints{1, 1, 1, 1}}})
                          .build();
  const Tensor input = test::noise_tensor({1, 4, 12, 12}, 3);
  const Tensor exact = test::run(graph, {input})[0];
  const auto made = quantized(graph);
  ASSERT_EQ(made.layers.size(), 1U);
  const Tensor found = test::run(made.graph, {input}, {})[0];
  for (const std::size_t channel : {0U, 1U}) {
    EXPECT_LT(relative_error(found, exact, channel), 0.03) << channel;
    EXPECT_GT(relative_error(found, exact, channel), 1e-6) << channel;
  }
}

TEST(QuantizeTransposed, LeavesKernelsThatAreNoMultipleOfTheStrideInFloatingPoint) {
  EXPECT_EQ(quantized(upsampling(2)).layers.size(), 1U);
  EXPECT_TRUE(quantized(upsampling(3)).layers.empty());
}

// As for a Conv: nearly every weight is rounded upwards, by a quarter.
TEST(QuantizeTransposed, KeepsTheMeanWhereErrorsDoNotCancel) {
  constexpr std::int64_t kInputs = 8;
  std::vector<float> weights(4 * kInputs, 0.0126F);  // 1.6 steps of 1 / 127
  std::fill_n(weights.end() - 4, 4, 1.0F);
  const Graph graph = GraphBuilder()
                          .input("x", free_image(kInputs))
                          .floats("w", {kInputs, 1, 2, 2}, weights)
                          .node("Relu", {"x"}, {"r"})
                          .node("ConvTranspose", {"r", "w"}, {"y"}, {{"strides", Ints{2, 2}}})
                          .build();
  std::vector<float> values(kInputs, 100.0F);
  values.back() = 1.0F;
  const Tensor input = float_tensor({1, kInputs, 1, 1}, values);
  const std::vector<CalibrationSample> seen{{input}};
  const auto exact = to_floats(test::run(graph, {input})[0]);
  const auto found = to_floats(test::run(quantize(graph, seen, kAllLayers).graph, {input}, {})[0]);
  EXPECT_NEAR(found[3], exact[3], 0.01F * exact[3]);
}

// Of 4 x 4 weights only 2 x 2 make a pixel.
TEST(QuantizeTransposed, KeepsTheMeanWhereBlocksOverlap) {
  constexpr std::int64_t kInputs = 8;
  std::vector<float> weights(16 * kInputs, 0.0126F);
  std::fill_n(weights.end() - 16, 16, 1.0F);
  const Graph graph = GraphBuilder()
                          .input("x", free_image(kInputs))
                          .floats("w", {kInputs, 1, 4, 4}, weights)
                          .node("Relu", {"x"}, {"r"})
                          .node("ConvTranspose", {"r", "w"}, {"y"},
                                {{"strides", Ints{2, 2}}, {"pads", Ints{1, 1, 1, 1}}})
                          .build();
  constexpr std::size_t kSide = 4;
  std::vector<float> values(kInputs * kSide * kSide, 100.0F);
  std::fill_n(values.end() - kSide * kSide, kSide * kSide, 1.0F);
  const Tensor input = float_tensor({1, kInputs, kSide, kSide}, values);
  const std::vector<CalibrationSample> seen{{input}};
  const auto exact = to_floats(test::run(graph, {input})[0]);
  const auto found = to_floats(test::run(quantize(graph, seen, kAllLayers).graph, {input}, {})[0]);
  const std::size_t middle = 2 * kSide * kSide + kSide;
  EXPECT_NEAR(found[middle], exact[middle], 0.01F * exact[middle]);
}

TEST(Quantize, LeavesNoPadBetweenCodesAndAConvolution) {
  const Graph graph = GraphBuilder()
                          .input("x", free_image(4))
                          .ints("pads", {0, 0, 0, 0, 0, 0, 1, 1})
                          .floats("w", {2, 4, 3, 3}, test::noise({2, 4, 3, 3}, 5))
                          .node("Relu", {"x"}, {"r"})
                          .node("Pad", {"r", "pads"}, {"p"})
                          .node("Conv", {"p", "w"}, {"y"}, {{"strides", Ints{2, 2}}})
                          .build();
  const auto made = quantized(graph).graph;
  EXPECT_TRUE(std::none_of(made.nodes.begin(), made.nodes.end(),
                           [](const Node& node) { return node.op == "Pad"; }));
  const Tensor input = test::noise_tensor({1, 4, 12, 12}, 3);
  const Tensor exact = test::run(graph, {input})[0], found = test::run(made, {input}, {})[0];
  EXPECT_EQ(found.shape, exact.shape);
  for (const std::size_t channel : {0U, 1U}) {
    EXPECT_LT(relative_error(found, exact, channel), 0.03) << channel;
  }
}

/// A pixel times weights 1, 2, 3, 4 in one channel and 2.5, 3, 3.5, 4 in the other. Codes are even,
/// so that processors with 7 bits for them find them, too.
Graph coded_blocks(std::int64_t stride) {
  Tensor codes = make_tensor(DType::kI8, {1, 2, 2, 2});
  for (std::size_t i = 0; i < 8; ++i) {
    codes.as<std::int8_t>()[i] = static_cast<std::int8_t>(2 * i + 2);
  }
  return GraphBuilder()
      .input("x", free_image(1))
      .constant("codes", codes)
      .floats("scales", {2}, {0.5F, 0.25F})
      .constant("zeros", make_tensor(DType::kI8, {2}))
      .node("DequantizeLinear", {"codes", "scales", "zeros"}, {"w"}, {{"axis", std::int64_t{1}}})
      .round_trip("x", "r", 1.0F)
      .node("ConvTranspose", {"r", "w"}, {"y"}, {{"strides", Ints{stride, stride}}})
      .build();
}

TEST(Codes, OfTransposedWeightsHaveAScaleForEachOutputChannel) {
  const Tensor input = float_tensor({1, 1, 1, 1}, std::vector{2.0F});
  for (const std::int64_t stride : {2, 3}) {  // codes, and floating point
    EXPECT_THAT(to_floats(test::run(coded_blocks(stride), {input}, {})[0]),
                ElementsAre(2, 4, 6, 8, 5, 6, 7, 8))
        << stride;
  }
}

TEST(Codes, OfTransposedWeightsNeedScales) {
  const Graph graph = GraphBuilder()
                          .input("x", free_image(1))
                          .constant("w", make_tensor(DType::kI8, {1, 1, 2, 2}))
                          .node("ConvTranspose", {"x", "w"}, {"y"}, {{"strides", Ints{2, 2}}})
                          .build();
  EXPECT_THAT(message_of<ModelError>([&] { (void)test::run(graph, {counting(1, 1)}); }),
              HasSubstr("8-bit weights need scales"));
}

TEST(ConvTranspose, TakesNoNameThatTheFileUses) {
  const Graph graph =
      GraphBuilder()
          .input("x", free_image(1))
          .floats("w", {1, 1, 2, 2}, {1, 2, 3, 4})
          .floats("w/blocks of 2", {1}, {10})
          .node("Add", {"x", "w/blocks of 2"}, {"y/blocks"})
          .node("ConvTranspose", {"y/blocks", "w"}, {"y"}, {{"strides", Ints{2, 2}}})
          .build();
  EXPECT_THAT(test::values_of(graph, counting(1, 1)), ElementsAre(11, 22, 33, 44));
}

}  // namespace
}  // namespace handsight::engine
