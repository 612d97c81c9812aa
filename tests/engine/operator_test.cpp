// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/operator.h"

#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"

#include "engine/graphs.h"
#include "formats/scratch.h"

namespace handsight::engine {
namespace {

using handsight::test::message_of;
using test::Attributes;
using test::counting;
using test::free_image;
using test::GraphBuilder;
using test::Ints;
using test::unary;
using test::values_of;
using ::testing::ElementsAre;
using ::testing::FloatNear;
using ::testing::HasSubstr;
using ::testing::Pointwise;

TEST(Conv, SumsNeighboursWithAKernelOfOnes) {
  const Graph graph = GraphBuilder()
                          .input("x", free_image(1))
                          .floats("w", {1, 1, 3, 3}, std::vector<float>(9, 1.0F))
                          .node("Conv", {"x", "w"}, {"y"}, {{"pads", Ints{1, 1, 1, 1}}})
                          .build();
  EXPECT_THAT(values_of(graph, counting(3, 3)), ElementsAre(12, 21, 16, 27, 45, 33, 24, 39, 28));
}

struct ConvCase {
  std::int64_t in, out, kernel, stride, dilation, groups;
  Ints pads;
};
void PrintTo(const ConvCase& c, std::ostream* os) {
  *os << c.in << "->" << c.out << " k" << c.kernel << " s" << c.stride << " d" << c.dilation << " g"
      << c.groups;
}
class ConvReference : public ::testing::TestWithParam<ConvCase> {};

/// The definition, in double precision.
std::vector<float> convolved(const Tensor& input, const std::vector<float>& weights,
                             const std::vector<float>& bias, const ConvCase& c, Shape& shape) {
  const std::int64_t h = input.shape[2], w = input.shape[3], extent = (c.kernel - 1) * c.dilation;
  shape = {input.shape[0], c.out, (h + c.pads[0] + c.pads[2] - extent - 1) / c.stride + 1,
           (w + c.pads[1] + c.pads[3] - extent - 1) / c.stride + 1};
  const auto x = input.as<float>();
  const std::int64_t per_group = c.in / c.groups;
  std::vector<float> result;
  for (std::int64_t n = 0; n < shape[0]; ++n)
    for (std::int64_t o = 0; o < c.out; ++o)
      for (std::int64_t y = 0; y < shape[2]; ++y)
        for (std::int64_t u = 0; u < shape[3]; ++u) {
          double sum = bias[o];
          for (std::int64_t i = 0; i < per_group; ++i)
            for (std::int64_t ky = 0; ky < c.kernel; ++ky)
              for (std::int64_t kx = 0; kx < c.kernel; ++kx) {
                const std::int64_t row = y * c.stride - c.pads[0] + ky * c.dilation;
                const std::int64_t column = u * c.stride - c.pads[1] + kx * c.dilation;
                if (row < 0 || row >= h || column < 0 || column >= w) continue;
                const std::int64_t channel = o / (c.out / c.groups) * per_group + i;
                sum += static_cast<double>(x[((n * c.in + channel) * h + row) * w + column]) *
                       weights[((o * per_group + i) * c.kernel + ky) * c.kernel + kx];
              }
          result.push_back(static_cast<float>(sum));
        }
  return result;
}

TEST_P(ConvReference, GivesWhatTheDefinitionSays) {
  const ConvCase c = GetParam();
  const Shape weight_shape{c.out, c.in / c.groups, c.kernel, c.kernel};
  const auto weights = test::noise(weight_shape, 3), bias = test::noise({c.out}, 4);
  const Graph graph = GraphBuilder()
                          .input("x", free_image(c.in))
                          .floats("w", weight_shape, weights)
                          .floats("b", {c.out}, bias)
                          .node("Conv", {"x", "w", "b"}, {"y"},
                                {{"pads", c.pads},
                                 {"strides", Ints{c.stride, c.stride}},
                                 {"dilations", Ints{c.dilation, c.dilation}},
                                 {"group", c.groups}})
                          .build();
  const Tensor input = test::noise_tensor({2, c.in, 11, 14}, 5);
  Shape shape;
  const auto expected = convolved(input, weights, bias, c, shape);
  const Tensor found = test::run(graph, {input})[0];
  EXPECT_EQ(found.shape, shape);
  EXPECT_THAT(to_floats(found), Pointwise(FloatNear(2e-4F), expected));
}
INSTANTIATE_TEST_SUITE_P(Shapes, ConvReference,
                         ::testing::Values(ConvCase{3, 8, 3, 1, 1, 1, {1, 1, 1, 1}},
                                           ConvCase{16, 32, 1, 1, 1, 1, {0, 0, 0, 0}},
                                           ConvCase{16, 16, 3, 2, 1, 16, {1, 1, 1, 1}},
                                           ConvCase{12, 24, 3, 1, 1, 3, {1, 1, 1, 1}},
                                           ConvCase{8, 4, 3, 1, 2, 1, {2, 2, 2, 2}},
                                           ConvCase{4, 4, 3, 2, 1, 1, {0, 0, 1, 1}},
                                           ConvCase{5, 7, 5, 3, 1, 1, {2, 0, 1, 2}},
                                           ConvCase{64, 64, 3, 1, 1, 1, {1, 1, 1, 1}}));

TEST(MaxPool, PutsTheLargestOfEachWindow) {
  EXPECT_THAT(
      unary("MaxPool", counting(4, 4), {{"kernel_shape", Ints{2, 2}}, {"strides", Ints{2, 2}}}),
      ElementsAre(6, 8, 14, 16));
}
TEST(MaxPool, LetsPaddingNeverWin) {
  const Tensor input = float_tensor({1, 1, 1, 2}, std::vector{-5.0F, -3.0F});
  EXPECT_THAT(unary("MaxPool", input, {{"kernel_shape", Ints{3, 3}}, {"pads", Ints{1, 1, 1, 1}}}),
              ElementsAre(-3, -3));
}
TEST(MaxPool, IsMinusInfinityWhereAWindowHasNoPixel) {
  // Its two rows and columns are at -1 and 2.
  EXPECT_THAT(
      unary("MaxPool", counting(2, 2),
            {{"kernel_shape", Ints{2, 2}}, {"dilations", Ints{3, 3}}, {"pads", Ints{1, 1, 1, 1}}}),
      ElementsAre(-std::numeric_limits<float>::infinity()));
}
TEST(MaxPool, RefusesPaddingThatAWholeWindowFitsInto) {
  EXPECT_THAT(
      message_of<ModelError>([] {
        unary(
            "MaxPool", counting(4, 4),
            {{"kernel_shape", Ints{2, 2}}, {"dilations", Ints{3, 3}}, {"pads", Ints{4, 4, 4, 4}}});
      }),
      HasSubstr("the padding is as large as the window"));
}
TEST(MaxPool, RoundsUpWhenAskedTo) {
  EXPECT_THAT(
      unary(
          "MaxPool", counting(3, 3),
          {{"kernel_shape", Ints{2, 2}}, {"strides", Ints{2, 2}}, {"ceil_mode", std::int64_t{1}}}),
      ElementsAre(5, 6, 8, 9));
}
TEST(MaxUnpool, PutsValuesBackWhereTheyWere) {
  const Attributes window{{"kernel_shape", Ints{2, 2}}, {"strides", Ints{2, 2}}};
  const Graph graph = GraphBuilder()
                          .input("x", free_image(2))
                          .node("MaxPool", {"x"}, {"m", "i"}, window)
                          .node("MaxUnpool", {"m", "i"}, {"y"}, window)
                          .build();
  const Tensor input = float_tensor({1, 2, 2, 2}, std::vector<float>{1, 9, 2, 3, 4, 5, 8, 7});
  EXPECT_THAT(values_of(graph, input), ElementsAre(0, 9, 0, 0, 0, 0, 8, 0));
}
TEST(AveragePool, LeavesPaddingOutOfTheMean) {
  EXPECT_THAT(unary("AveragePool", counting(2, 2),
                    {{"kernel_shape", Ints{3, 3}}, {"pads", Ints{1, 1, 1, 1}}}),
              ElementsAre(2.5F, 2.5F, 2.5F, 2.5F));
}
TEST(AveragePool, CountsPaddingWhenAskedTo) {
  EXPECT_THAT(unary("AveragePool", float_tensor({1, 1, 1, 1}, std::vector{9.0F}),
                    {{"kernel_shape", Ints{3, 3}},
                     {"pads", Ints{1, 1, 1, 1}},
                     {"count_include_pad", std::int64_t{1}}}),
              ElementsAre(1));
}
TEST(GlobalAveragePool, IsTheMeanOfEachChannel) {
  EXPECT_THAT(unary("GlobalAveragePool", counting(2, 2, 2)), ElementsAre(2.5F, 6.5F));
}

std::vector<float> resized(const Attributes& attributes, const Tensor& input, const Ints& sizes) {
  const Graph graph = GraphBuilder()
                          .input("x", free_image(sizes[1]))
                          .ints("sizes", sizes)
                          .node("Resize", {"x", "", "", "sizes"}, {"y"}, attributes)
                          .build();
  return values_of(graph, input);
}
const Tensor kRow = float_tensor({1, 1, 1, 2}, std::vector{0.0F, 4.0F});

TEST(Resize, InterpolatesBetweenHalfPixels) {
  EXPECT_THAT(resized({{"mode", std::string("linear")}}, kRow, {1, 1, 1, 4}),
              ElementsAre(0, 1, 3, 4));
}
TEST(Resize, KeepsTheCornersWhenAligned) {
  EXPECT_THAT(resized({{"mode", std::string("linear")},
                       {"coordinate_transformation_mode", std::string("align_corners")}},
                      kRow, {1, 1, 1, 5}),
              ElementsAre(0, 1, 2, 3, 4));
}
TEST(Resize, RepeatsPixelsWhenNearest) {
  EXPECT_THAT(resized({{"mode", std::string("nearest")},
                       {"coordinate_transformation_mode", std::string("asymmetric")},
                       {"nearest_mode", std::string("floor")}},
                      kRow, {1, 1, 2, 4}),
              ElementsAre(0, 0, 4, 4, 0, 0, 4, 4));
}

TEST(Resize, GivesManyChannelsWhatItGivesFew) {
  constexpr std::int64_t kChannels = 6;
  const Tensor all = test::noise_tensor({1, kChannels, 5, 7}, 1);
  const Attributes linear{{"mode", std::string("linear")}};
  const auto found = resized(linear, all, {1, kChannels, 8, 13});
  for (std::size_t c = 0; c < kChannels; ++c) {
    const Tensor one = float_tensor({1, 1, 5, 7}, all.as<float>().subspan(c * 35, 35));
    EXPECT_THAT(std::vector<float>(found.begin() + static_cast<std::ptrdiff_t>(c * 104),
                                   found.begin() + static_cast<std::ptrdiff_t>((c + 1) * 104)),
                Pointwise(FloatNear(1e-5F), resized(linear, one, {1, 1, 8, 13})));
  }
}

TEST(Activations, FollowTheirDefinitions) {
  const Tensor x = float_tensor({4}, std::vector{-4.0F, -1.0F, 0.5F, 8.0F});
  const auto expect = [&](const std::string& op, const Attributes& attributes, auto&& function) {
    std::vector<float> expected;
    for (const float v : x.as<float>()) expected.push_back(static_cast<float>(function(v)));
    EXPECT_THAT(unary(op, x, attributes), Pointwise(FloatNear(1e-6F), expected)) << op;
  };
  expect("Relu", {}, [](double v) { return std::max(v, 0.0); });
  expect("LeakyRelu", {{"alpha", 0.1F}}, [](double v) { return v < 0 ? 0.1 * v : v; });
  expect("Sigmoid", {}, [](double v) { return 1 / (1 + std::exp(-v)); });
  expect("Tanh", {}, [](double v) { return std::tanh(v); });
  expect("HardSigmoid", {}, [](double v) { return std::clamp(0.2 * v + 0.5, 0.0, 1.0); });
  expect("HardSwish", {}, [](double v) { return v * std::clamp(v / 6 + 0.5, 0.0, 1.0); });
  expect("Abs", {}, [](double v) { return std::abs(v); });
  expect("Exp", {}, [](double v) { return std::exp(v); });
}

TEST(Clip, TakesItsLimitsFromInputs) {
  const Graph graph = GraphBuilder()
                          .input("x", {4})
                          .floats("low", {}, {-1})
                          .floats("high", {}, {6})
                          .node("Clip", {"x", "low", "high"}, {"y"})
                          .build();
  EXPECT_THAT(values_of(graph, float_tensor({4}, std::vector{-4.0F, -1.0F, 0.5F, 8.0F})),
              ElementsAre(-1, -1, 0.5F, 6));
}

TEST(Clip, RefusesLimitsThatDependOnTheInput) {
  const Graph graph = GraphBuilder()
                          .input("x", {1})
                          .node("Abs", {"x"}, {"low"})
                          .node("Clip", {"x", "low"}, {"y"})
                          .build();
  EXPECT_THAT(
      message_of<ModelError>([&] { values_of(graph, float_tensor({1}, std::vector{-1.0F})); }),
      HasSubstr("Clip 'y': expected limits that are known before the run"));
}

TEST(Add, RepeatsAChannelVectorOverAllPixels) {
  const Graph graph = GraphBuilder()
                          .input("x", free_image(2))
                          .floats("c", {1, 2, 1, 1}, {100, 200})
                          .node("Add", {"x", "c"}, {"y"})
                          .build();
  EXPECT_THAT(values_of(graph, counting(1, 2, 2)), ElementsAre(101, 102, 203, 204));
}

TEST(BatchNormalization, ScalesAndShiftsEachChannel) {
  const Graph graph =
      GraphBuilder()
          .input("x", free_image(2))
          .floats("s", {2}, {10, 100})
          .floats("b", {2}, {1, 2})
          .floats("zero", {2}, {0, 0})
          .floats("one", {2}, {1, 1})
          .node("BatchNormalization", {"x", "s", "b", "zero", "one"}, {"y"}, {{"epsilon", 0.0F}})
          .build();
  EXPECT_THAT(values_of(graph, counting(1, 2, 2)), ElementsAre(11, 21, 302, 402));
}

TEST(Gemm, MultipliesByATransposedMatrixAndAddsABias) {
  const Graph graph = GraphBuilder()
                          .input("x", {-1, 2})
                          .floats("w", {3, 2}, {1, 0, 0, 1, 1, 1})
                          .floats("b", {3}, {10, 20, 30})
                          .node("Gemm", {"x", "w", "b"}, {"y"}, {{"transB", std::int64_t{1}}})
                          .build();
  EXPECT_THAT(values_of(graph, float_tensor({1, 2}, std::vector{3.0F, 4.0F})),
              ElementsAre(13, 24, 37));
}
TEST(MatMul, RepeatsOneMatrixOverABatch) {
  const Graph graph = GraphBuilder()
                          .input("x", {2, 1, 2})
                          .floats("w", {2, 1}, {1, 10})
                          .node("MatMul", {"x", "w"}, {"y"})
                          .build();
  EXPECT_THAT(values_of(graph, float_tensor({2, 1, 2}, std::vector<float>{1, 2, 3, 4})),
              ElementsAre(21, 43));
}

TEST(Softmax, SumsToOneOverTheChannels) {
  const Tensor input =
      float_tensor({1, 2, 1, 2}, std::vector{0.0F, 1.0F, 0.0F, 1.0F + std::log(3.0F)});
  EXPECT_THAT(unary("Softmax", input, {{"axis", std::int64_t{1}}}),
              ElementsAre(FloatNear(0.5F, 1e-6F), FloatNear(0.25F, 1e-6F), FloatNear(0.5F, 1e-6F),
                          FloatNear(0.75F, 1e-6F)));
}
TEST(ArgMax, NamesTheLargestChannel) {
  const Graph graph = GraphBuilder()
                          .input("x", free_image(2))
                          .node("ArgMax", {"x"}, {"y"}, {{"axis", std::int64_t{1}}})
                          .build();
  Graph typed = graph;
  typed.outputs[0].dtype = DType::kI64;
  const Tensor input = float_tensor({1, 2, 1, 2}, std::vector<float>{1, 5, 2, 3});
  EXPECT_EQ(to_int64s(test::run(typed, {input})[0]), (Ints{1, 0}));
}
TEST(ReduceMean, DropsItsAxesWhenAskedTo) {
  EXPECT_THAT(
      unary("ReduceMean", counting(2, 2), {{"axes", Ints{2, 3}}, {"keepdims", std::int64_t{0}}}),
      ElementsAre(2.5F));
}
TEST(InstanceNormalization, GivesEachChannelMeanZeroAndVarianceOne) {
  const Graph graph =
      GraphBuilder()
          .input("x", free_image(1))
          .floats("s", {1}, {1})
          .floats("b", {1}, {0})
          .node("InstanceNormalization", {"x", "s", "b"}, {"y"}, {{"epsilon", 0.0F}})
          .build();
  EXPECT_THAT(values_of(graph, float_tensor({1, 1, 1, 2}, std::vector{3.0F, 7.0F})),
              ElementsAre(-1, 1));
}

TEST(Operators, SaysWhichNodeHasAnUnknownOperator) {
  const Graph graph = GraphBuilder().input("x", {1}).node("Frobnicate", {"x"}, {"y"}).build();
  EXPECT_THAT(message_of<ModelError>([&] { const Model model(graph); }),
              HasSubstr("Frobnicate 'y': the operator is not supported"));
}
TEST(Operators, FollowSizesThatAreComputedInTheGraph) {
  // As torch writes interpolate(x, size=y.shape[2:]).
  const Graph graph = GraphBuilder()
                          .input("x", free_image(1))
                          .ints("from", {2})
                          .ints("to", {4})
                          .ints("two", {2})
                          .ints("head", {1, 1})
                          .node("Shape", {"x"}, {"shape"})
                          .node("Slice", {"shape", "from", "to"}, {"hw"})
                          .node("Mul", {"hw", "two"}, {"twice"})
                          .node("Concat", {"head", "twice"}, {"sizes"}, {{"axis", std::int64_t{0}}})
                          .node("Resize", {"x", "", "", "sizes"}, {"y"},
                                {{"mode", std::string("nearest")},
                                 {"coordinate_transformation_mode", std::string("asymmetric")},
                                 {"nearest_mode", std::string("floor")}})
                          .build();
  EXPECT_THAT(values_of(graph, counting(1, 2)), ElementsAre(1, 1, 2, 2, 1, 1, 2, 2));
}

}  // namespace
}  // namespace handsight::engine
