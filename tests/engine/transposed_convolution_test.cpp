// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/engine/passes/passes.h"

#include "engine/graphs.h"

namespace handsight::engine {
namespace {

using test::counting;
using test::free_image;
using test::GraphBuilder;
using test::Ints;
using test::values_of;
using ::testing::ElementsAre;
using ::testing::FloatNear;
using ::testing::Pointwise;

TEST(ConvTranspose, SpreadsEachPixelOverItsBlock) {
  const Graph graph = GraphBuilder()
                          .input("x", free_image(1))
                          .floats("w", {1, 1, 2, 2}, {1, 2, 3, 4})
                          .node("ConvTranspose", {"x", "w"}, {"y"}, {{"strides", Ints{2, 2}}})
                          .build();
  EXPECT_THAT(values_of(graph, counting(1, 2)), ElementsAre(1, 2, 2, 4, 3, 4, 6, 8));
}

TEST(ConvTranspose, OverlapsAndCutsAsItsPaddingSays) {
  // Stride 2, kernel 3, pad 1, output padding 1: the usual decoder of stride 2.
  const Graph graph =
      GraphBuilder()
          .input("x", free_image(1))
          .floats("w", {1, 1, 3, 3}, {0, 0, 0, 1, 10, 100, 0, 0, 0})
          .node(
              "ConvTranspose", {"x", "w"}, {"y"},
              {{"strides", Ints{2, 2}}, {"pads", Ints{1, 1, 1, 1}}, {"output_padding", Ints{1, 1}}})
          .build();
  EXPECT_THAT(values_of(graph, counting(1, 2)), ElementsAre(10, 102, 20, 200, 0, 0, 0, 0));
}

struct TransposedCase {
  std::int64_t kernel, stride, pad;
};
void PrintTo(const TransposedCase& c, std::ostream* out) {
  *out << "kernel " << c.kernel << ", stride " << c.stride << ", pad " << c.pad;
}

constexpr std::int64_t kInputs = 3, kOutputs = 2, kHeight = 5, kWidth = 4;

/// The definition: each pixel of the source adds its kernel to the result.
std::vector<float> spread(const TransposedCase& c, const std::vector<float>& image,
                          const std::vector<float>& weights, const std::vector<float>& bias) {
  const std::int64_t height = (kHeight - 1) * c.stride + c.kernel - 2 * c.pad;
  const std::int64_t width = (kWidth - 1) * c.stride + c.kernel - 2 * c.pad;
  const auto at = [](const std::vector<float>& values, std::int64_t index) {
    return values.at(static_cast<std::size_t>(index));
  };
  std::vector<float> result;
  for (std::int64_t o = 0; o < kOutputs; ++o) {
    for (std::int64_t y = 0; y < height; ++y) {
      for (std::int64_t x = 0; x < width; ++x) {
        float sum = at(bias, o);
        for (std::int64_t cell = 0; cell < kInputs * kHeight * kWidth; ++cell) {
          const std::int64_t i = cell / (kHeight * kWidth);
          const std::int64_t v = y + c.pad - cell / kWidth % kHeight * c.stride;
          const std::int64_t u = x + c.pad - cell % kWidth * c.stride;
          if (v < 0 || u < 0 || v >= c.kernel || u >= c.kernel) continue;
          sum += at(image, cell) * at(weights, ((i * kOutputs + o) * c.kernel + v) * c.kernel + u);
        }
        result.push_back(sum);
      }
    }
  }
  return result;
}

class TransposedReference : public ::testing::TestWithParam<TransposedCase> {};

TEST_P(TransposedReference, AddsUpKernels) {
  const auto c = GetParam();
  const Shape shape{kInputs, kOutputs, c.kernel, c.kernel};
  const auto weights = test::noise(shape, 1), bias = test::noise({kOutputs}, 2);
  const Tensor image = test::noise_tensor({1, kInputs, kHeight, kWidth}, 3);
  const Graph graph = GraphBuilder()
                          .input("x", free_image(kInputs))
                          .floats("w", shape, weights)
                          .floats("b", {kOutputs}, bias)
                          .node("ConvTranspose", {"x", "w", "b"}, {"y"},
                                {{"strides", Ints{c.stride, c.stride}}, {"pads", Ints(4, c.pad)}})
                          .build();
  EXPECT_THAT(values_of(graph, image),
              Pointwise(FloatNear(1e-4F), spread(c, to_floats(image), weights, bias)));
}
INSTANTIATE_TEST_SUITE_P(Shapes, TransposedReference,
                         ::testing::Values(TransposedCase{2, 2, 0}, TransposedCase{2, 2, 1},
                                           TransposedCase{4, 2, 0}, TransposedCase{4, 2, 1},
                                           TransposedCase{6, 2, 3}, TransposedCase{6, 3, 1},
                                           TransposedCase{9, 3, 4}, TransposedCase{3, 1, 1},
                                           TransposedCase{3, 2, 1}, TransposedCase{5, 2, 2},
                                           TransposedCase{10, 2, 0}));

TEST(TransposedConvolution, GathersWindowsWhereThereAreManyWeights) {
  constexpr std::int64_t kMany = 512;
  const auto weights = test::noise({kMany, 128, 4, 4}, 1);
  const Tensor image = test::noise_tensor({2, kMany, 3, 2}, 3);
  const auto network = [&](std::int64_t outputs) {
    return GraphBuilder()
        .input("x", free_image(kMany))
        .floats("w", {kMany, outputs, 4, 4},
                [&] {
                  std::vector<float> part;  // the first channels only
                  for (std::int64_t i = 0; i < kMany; ++i) {
                    const auto from = weights.begin() + i * 128 * 16;
                    part.insert(part.end(), from, from + outputs * 16);
                  }
                  return part;
                }())
        .node("ConvTranspose", {"x", "w"}, {"y"},
              {{"strides", Ints{2, 2}}, {"pads", Ints{1, 1, 1, 1}}})
        .build();
  };
  const auto all = test::run(network(128), {image})[0], few = test::run(network(2), {image})[0];
  const auto found = to_floats(all), expected = to_floats(few);
  const std::size_t channel = 6 * 4;
  for (std::size_t n = 0; n < 2; ++n) {
    for (std::size_t i = 0; i < 2 * channel; ++i) {
      ASSERT_NEAR(found[n * 128 * channel + i], expected[n * 2 * channel + i], 1e-3) << i;
    }
  }
  Graph graph = network(128);
  optimize(graph);
  EXPECT_EQ(graph.nodes.size(), 7U);  // four pictures that were moved, joined; product and blocks
}

TEST(TransposedConvolution, BecomesAConvolutionWhereTheKernelIsAMultipleOfTheStride) {
  for (const std::int64_t kernel : {2, 3, 4}) {
    Graph graph = GraphBuilder()
                      .input("x", free_image(1))
                      .floats("w", {1, 1, kernel, kernel},
                              std::vector<float>(static_cast<std::size_t>(kernel * kernel), 1.0F))
                      .node("ConvTranspose", {"x", "w"}, {"y"}, {{"strides", Ints{2, 2}}})
                      .build();
    optimize(graph);
    EXPECT_EQ(graph.nodes[0].op, kernel == 3 ? "ConvTranspose" : "Conv") << kernel;
  }
}

}  // namespace
}  // namespace handsight::engine
