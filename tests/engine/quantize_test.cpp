// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/quantize.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/engine/bias_correction.h"
#include "handsight/engine/histogram.h"
#include "handsight/engine/onnx_file.h"

#include "engine/graphs.h"
#include "formats/scratch.h"

namespace handsight::engine {
namespace {

using handsight::test::message_of;
using test::counting;
using test::GraphBuilder;
using test::Ints;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<CalibrationSample> samples() {
  std::vector<CalibrationSample> all;
  for (std::uint64_t i = 0; i < 4; ++i) {
    all.push_back({test::noise_tensor({1, 3, 16, 16}, 100 + i)});
  }
  return all;
}

double relative_error(const std::vector<float>& found, const std::vector<float>& exact) {
  double error = 0.0, square = 0.0;
  for (std::size_t i = 0; i < exact.size(); ++i) {
    error += std::pow(static_cast<double>(found[i]) - exact[i], 2);
    square += std::pow(static_cast<double>(exact[i]), 2);
  }
  return std::sqrt(error / square);
}

TEST(Quantize, ChangesResultsByAPercentOrTwo) {
  const Graph graph = test::small_network();
  const QuantizedModel model = quantize(graph, samples());
  const Tensor image = test::noise_tensor({1, 3, 16, 16}, 7);
  const auto exact = to_floats(test::run(graph, {image})[0]);
  const auto found = to_floats(test::run(model.graph, {image}, {})[0]);
  EXPECT_LT(relative_error(found, exact), 0.08);  // 0.02 with VNNI; 7-bit weights without it
  EXPECT_GT(relative_error(found, exact), 1e-5);
}

TEST(Quantize, RunsInInt8Primitives) {
  const QuantizedModel quantized = quantize(test::small_network(), samples());
  const Model model(quantized.graph);
  EXPECT_EQ(model.precision(), Precision::kInt8);
  Session session(model);
  const Tensor image = test::noise_tensor({1, 3, 16, 16}, 7);
  const TensorView view{image.dtype, image.shape, image.bytes};
  Session exact{Model(test::small_network(), {.precision = Precision::kFp32})};
  exact.run({&view, 1});
  session.run({&view, 1});
  EXPECT_LT(session.arena_bytes(), exact.arena_bytes());
}

TEST(Quantize, KeepsTheEndsInFloatingPoint) {
  const auto layers = quantize(test::small_network(), samples()).layers;
  ASSERT_EQ(layers.size(), 6U);
  EXPECT_FALSE(layers.front().is_quantized);
  EXPECT_TRUE(layers[1].is_quantized);
  EXPECT_FALSE(layers.back().is_quantized);
}

TEST(Quantize, LeavesALayerAloneWhoseErrorWouldBeTooLarge) {
  const auto layers =
      quantize(test::small_network(), samples(), {.max_relative_error = 1e-6}).layers;
  for (const auto& layer : layers) EXPECT_FALSE(layer.is_quantized) << layer.name;
}

TEST(Quantize, SurvivesAFile) {
  const QuantizedModel model = quantize(test::small_network(), samples());
  const std::string bytes = serialize_onnx(model.graph);
  const Graph again = parse_onnx(std::as_bytes(std::span(bytes)), "q.onnx");
  const Tensor image = test::noise_tensor({1, 3, 16, 16}, 7);
  EXPECT_EQ(to_floats(test::run(again, {image}, {})[0]),
            to_floats(test::run(model.graph, {image}, {})[0]));
}

TEST(Quantize, AsksForSamples) {
  EXPECT_THAT(message_of<InvalidArgument>([] { (void)quantize(test::small_network(), {}); }),
              HasSubstr("found no sample"));
}

TEST(Quantize, RefusesANetworkThatIsQuantisedAlready) {
  const Graph once = quantize(test::small_network(), samples()).graph;
  EXPECT_THAT(message_of<ModelError>([&] { (void)quantize(once, samples()); }),
              HasSubstr("is quantised already"));
}

TEST(ChannelMeans, AreThoseOfTheValuesAndOfTheirCodes) {
  ChannelMeans means;
  // channel 0: 1, 3; channel 1: -1, 1000; codes are multiples of 2 from 0 to 510
  means.add({1, 2, 1, 2}, std::vector{1.2F, 3.2F, -1.0F, 1000.0F},
            {.dtype = DType::kU8, .scale = 2});
  EXPECT_FLOAT_EQ(means.plain(0), 2.2F);
  EXPECT_FLOAT_EQ(means.coded(0), 3.0F);  // 2 and 4
  EXPECT_FLOAT_EQ(means.coded(1), 255.0F);
}

TEST(MeanShifts, AddUpWhatRoundingDoesToWeightsAndInputs) {
  ChannelMeans means;
  means.add({1, 2, 1, 1}, std::vector{1.2F, 10.0F}, {.dtype = DType::kU8, .scale = 2});
  // one group: 2 * 2 + 3 * 10 against 2.5 * 1.2 + 3 * 10
  EXPECT_NEAR(
      mean_shifts({1, 2, 1, 1}, std::vector{2.5F, 3.0F}, std::vector{2.0F, 3.0F}, 1, means)[0],
      2 * 2 - 2.5 * 1.2, 1e-5);
  // two groups: each output reads its own channel
  const auto shifts =
      mean_shifts({2, 1, 1, 1}, std::vector{1.0F, 1.0F}, std::vector{1.0F, 0.5F}, 2, means);
  EXPECT_NEAR(shifts[0], 0.8, 1e-5);
  EXPECT_NEAR(shifts[1], -5.0, 1e-5);
}

// Nearly every weight is rounded upwards, by a quarter (to 2 steps, which processors with 7 bits
// for weights have as well), and the layer adds up many.
TEST(Quantize, KeepsTheMeanWhereErrorsDoNotCancel) {
  constexpr std::int64_t kInputs = 8;
  std::vector<float> weights(kInputs, 0.0126F);  // 1.6 steps of 1 / 127
  weights.back() = 1.0F;
  GraphBuilder builder;
  builder.input("x", test::free_image(kInputs)).floats("w", {1, kInputs, 1, 1}, weights);
  builder.node("Relu", {"x"}, {"r"}).node("Conv", {"r", "w"}, {"y"});
  std::vector<float> values(kInputs, 100.0F);
  values.back() = 1.0F;
  const Tensor input = float_tensor({1, kInputs, 1, 1}, values);
  const std::vector<CalibrationSample> seen{{input}};
  const auto model =
      quantize(builder.build(), seen, {.keep_ends = false, .max_relative_error = 1.0});
  const auto exact = to_floats(test::run(builder.build(), {input})[0]);
  EXPECT_NEAR(to_floats(test::run(model.graph, {input}, {})[0])[0], exact[0], 0.01F * exact[0]);
}

// Graphs with codes at odd places; scales are powers of two, so that values come out whole.

std::vector<float> coded_values(const Graph& graph, const Tensor& input) {
  return to_floats(test::run(graph, {input}, {})[0]);
}

TEST(Codes, BecomeValuesBehindAMaxPool) {
  const Graph graph = GraphBuilder()
                          .input("x", test::free_image(1))
                          .round_trip("x", "r", 2.0F)
                          .node("MaxPool", {"r"}, {"y"}, {{"kernel_shape", Ints{1, 2}}})
                          .build();
  const Tensor input = float_tensor({1, 1, 1, 3}, std::vector{2.0F, 4.0F, 6.0F});
  EXPECT_THAT(coded_values(graph, input), ElementsAre(4, 6));
}

TEST(Codes, AreMadeFromAConstantThatIsPooledOrResized) {
  for (const std::string op : {"MaxPool", "Resize"}) {
    GraphBuilder builder;
    builder.input("x", {1}).floats("scales", {4}, {1, 1, 1, 1});
    builder.constant("c", counting(8, 8));
    if (op == "MaxPool") {
      builder.node(op, {"c"}, {"m"}, {{"kernel_shape", Ints{1, 1}}});
    } else {
      builder.node(op, {"c", "", "scales"}, {"m"});
    }
    builder.round_trip("m", "r", 1.0F).node("Abs", {"r"}, {"y"});
    const Tensor input = float_tensor({1}, std::vector{0.0F});
    EXPECT_EQ(coded_values(builder.build(), input), to_floats(counting(8, 8))) << op;
  }
}

GraphBuilder& batch_norm(GraphBuilder& builder, const std::string& from, float scale, float shift) {
  return builder.floats("scale", {1}, {scale})
      .floats("shift", {1}, {shift})
      .floats("zero", {1}, {0})
      .floats("one", {1}, {1})
      .node("BatchNormalization", {from, "scale", "shift", "zero", "one"}, {"n"},
            {{"epsilon", 0.0F}});
}

TEST(Codes, OfABatchNormAreRoundedOnce) {
  GraphBuilder builder;
  builder.input("x", test::free_image(1));
  batch_norm(builder, "x", 100.0F, -200.0F).round_trip("n", "y", 1.0F);
  // 4 * 100 - 200; 400 would not fit 8 bits.
  EXPECT_THAT(coded_values(builder.build(), float_tensor({1, 1, 1, 1}, std::vector{4.0F})),
              ElementsAre(200));
}

TEST(Codes, OfABatchNormStayWhereItIsFoldedIntoAConvolution) {
  GraphBuilder builder;
  builder.input("x", test::free_image(1)).floats("w", {1, 1, 1, 1}, {2});
  builder.node("Conv", {"x", "w"}, {"c"});
  batch_norm(builder, "c", 3.0F, 1.0F).round_trip("n", "r", 1.0F);
  builder.node("MaxPool", {"r"}, {"m"}, {{"kernel_shape", Ints{1, 1}}}).round_trip("m", "y", 1.0F);
  EXPECT_THAT(coded_values(builder.build(), counting(2, 2)), ElementsAre(7, 13, 19, 25));
}

TEST(Codes, OfAConvolutionAreNotThoseOfTheBatchNormBehindIt) {
  GraphBuilder builder;
  builder.input("x", test::free_image(1)).floats("w", {1, 1, 1, 1}, {2});
  builder.node("Conv", {"x", "w"}, {"c"}).round_trip("c", "r", 1.0F);
  batch_norm(builder, "r", 1000.0F, 0.0F);
  EXPECT_THAT(coded_values(builder.build(), counting(1, 2)), ElementsAre(2000, 4000));
}

TEST(Codes, OfAnActivationBehindAGemmAreInItsScale) {
  const Graph graph = GraphBuilder()
                          .input("x", {1, 2})
                          .floats("w", {2, 2}, {4, 0, 0, -4})
                          .node("Gemm", {"x", "w"}, {"g"})
                          .node("Relu", {"g"}, {"a"})
                          .round_trip("a", "y", 2.0F)
                          .build();
  EXPECT_THAT(coded_values(graph, float_tensor({1, 2}, std::vector{3.0F, 5.0F})),
              ElementsAre(12, 0));
}

TEST(MagnitudeHistogram, CutsOffARareLargeValue) {
  MagnitudeHistogram histogram;
  const Shape shape{100000};
  histogram.add(test::noise(shape, 1));
  histogram.add(std::vector{40.0F});
  // A step of 40 / 15 would cost the 100,000 others more than the cut costs the one.
  EXPECT_LT(histogram.best_range(15, 1.0).limit, 10.0F);
  EXPECT_EQ(histogram.largest(), 40.0F);
}

TEST(MagnitudeHistogram, KeepsTheWholeRangeOfEvenlySpreadValues) {
  MagnitudeHistogram histogram;
  std::vector<float> values;
  for (int i = 1; i <= 10000; ++i) values.push_back(static_cast<float>(i) * 1e-4F);
  histogram.add(values);
  EXPECT_NEAR(histogram.best_range(255, 1.0).limit, 1.0F, 0.02F);
  EXPECT_FALSE(histogram.has_negative());
}

}  // namespace
}  // namespace handsight::engine
