// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/model.h"

#include <atomic>
#include <cmath>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/engine/bf16.h"
#include "handsight/engine/onnx_file.h"
#include "handsight/engine/passes/passes.h"
#include "handsight/engine/planner.h"

#include "engine/allocation_counter.h"
#include "engine/graphs.h"
#include "formats/scratch.h"

namespace handsight::engine {
namespace {

using handsight::test::allocated_bytes;
using handsight::test::message_of;
using test::GraphBuilder;
using test::Ints;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::FloatNear;
using ::testing::HasSubstr;
using ::testing::Pointwise;

constexpr ModelOptions kFp32{.precision = Precision::kFp32};

/// The network node by node, nothing fused: an Identity behind each value keeps passes away by
/// making it an output of the graph.
Graph unfused(Graph graph) {
  for (const auto& node : graph.nodes) {
    if (node.outputs[0] != graph.outputs[0].name)
      graph.outputs.push_back({.name = node.outputs[0]});
  }
  return graph;
}

TEST(Model, GivesTheSameFusedAsNodeByNode) {
  const Graph graph = test::small_network();
  const Tensor image = test::noise_tensor({2, 3, 16, 24}, 1);
  const auto fused = to_floats(test::run(graph, {image})[0]);
  const auto apart = to_floats(test::run(unfused(graph), {image})[0]);
  EXPECT_THAT(fused, Pointwise(FloatNear(1e-3F), apart));
}

TEST(Model, FoldsBatchNormsIntoWeights) {
  GraphBuilder builder;
  builder.input("x", test::free_image(1))
      .floats("w", {1, 1, 1, 1}, {2})
      .floats("scale", {1}, {3})
      .floats("shift", {1}, {5})
      .floats("mean", {1}, {1})
      .floats("variance", {1}, {4})
      .node("Conv", {"x", "w"}, {"c"})
      .node("BatchNormalization", {"c", "scale", "shift", "mean", "variance"}, {"y"},
            {{"epsilon", 0.0F}});
  Graph graph = builder.build();
  // (2 x - 1) / 2 * 3 + 5 with x = 7
  EXPECT_THAT(test::values_of(graph, float_tensor({1, 1, 1, 1}, std::vector{7.0F})),
              Each(FloatNear(24.5F, 1e-5F)));
  optimize(graph);
  EXPECT_EQ(graph.nodes.size(), 1U);
}

TEST(Model, FusesActivationsAndResiduals) {
  Graph graph = test::small_network();
  optimize(graph);
  std::vector<std::string> ops;
  for (const auto& node : graph.nodes) ops.push_back(node.op);
  EXPECT_THAT(ops, ElementsAre("Conv", "MaxPool", "Conv", "Conv", "Conv", "DepthToSpace", "Concat",
                               "Conv", "Conv"));
}

/// A 3 x 3 window of step 2 on a picture with one more row and column of `value` behind it.
Graph padded_network(const Ints& pads, float value) {
  return GraphBuilder()
      .input("x", test::free_image(1))
      .ints("pads", pads)
      .floats("value", {}, {value})
      .floats("w", {1, 1, 3, 3}, std::vector<float>(9, 1.0F))
      .node("Pad", {"x", "pads", "value"}, {"p"})
      .node("Conv", {"p", "w"}, {"y"}, {{"strides", Ints{2, 2}}})
      .build();
}

TEST(Model, LeavesZerosAroundAPictureToItsConvolution) {
  Graph graph = padded_network({0, 0, 0, 0, 0, 0, 1, 1}, 0.0F);
  // rows 1 2 3 4, 5 6 7 8, 9 10 11 12, 13 14 15 16
  EXPECT_THAT(test::values_of(graph, test::counting(4, 4)), ElementsAre(54, 45, 72, 54));
  optimize(graph);
  EXPECT_EQ(graph.nodes.size(), 1U);
}

TEST(Model, KeepsAPadThatIsMoreThanZerosAroundAPicture) {
  EXPECT_THAT(test::values_of(padded_network({0, 0, 0, 0, 0, 0, 1, 1}, 2.0F), test::counting(4, 4)),
              ElementsAre(54, 51, 78, 64));
  for (Graph graph : {padded_network({0, 0, 0, 0, 0, 0, 1, 1}, 2.0F),
                      padded_network({0, 0, -1, 0, 0, 0, 1, 1}, 0.0F),
                      padded_network({0, 0, 0, 0, 0, 0, 3, 1}, 0.0F),
                      unfused(padded_network({0, 0, 0, 0, 0, 0, 1, 1}, 0.0F))}) {
    optimize(graph);
    EXPECT_EQ(graph.nodes.size(), 2U);
  }
}

TEST(Model, RecognisesSwishSpeltInTwoNodes) {
  Graph graph = GraphBuilder()
                    .input("x", {1})
                    .node("Sigmoid", {"x"}, {"s"})
                    .node("Mul", {"x", "s"}, {"y"})
                    .build();
  optimize(graph);
  ASSERT_EQ(graph.nodes.size(), 1U);
  EXPECT_EQ(graph.nodes[0].op, "Swish");
}

TEST(Session, TakesAnyBatchAndSize) {
  Session session{Model(test::small_network(), kFp32)};
  for (const Shape& shape : {Shape{1, 3, 16, 16}, Shape{3, 3, 32, 8}, Shape{1, 3, 16, 16}}) {
    const auto outputs = test::run(session, {test::noise_tensor(shape, 2)});
    EXPECT_EQ(outputs[0].shape, (Shape{shape[0], 2, shape[2], shape[3]}));
  }
}

TEST(Session, GivesEachPictureOfABatchWhatItGetsAlone) {
  const Tensor pair = test::noise_tensor({2, 3, 16, 16}, 3);
  const auto values = pair.as<float>();
  Session session{Model(test::small_network(), kFp32)};
  const auto both = to_floats(test::run(session, {pair})[0]);
  const auto second =
      to_floats(test::run(session, {float_tensor({1, 3, 16, 16}, values.subspan(3 * 256))})[0]);
  EXPECT_THAT(std::vector<float>(both.begin() + 2 * 256, both.end()),
              Pointwise(FloatNear(1e-5F), second));
}

TEST(Session, SaysWhichInputHasTheWrongSizes) {
  Session session{Model(test::small_network(), kFp32)};
  EXPECT_THAT(message_of<InvalidArgument>([&] {
                test::run(session, {test::noise_tensor({1, 4, 8, 8}, 1)});
              }),
              HasSubstr("input 'image': found 1x4x8x8; expected -1x3x-1x-1"));
}

TEST(Session, SaysWhichNodeCannotWorkOnASize) {
  Session session{Model(test::small_network(), kFp32)};
  EXPECT_THAT(message_of<ModelError>([&] {
                test::run(session, {test::noise_tensor({1, 3, 9, 8}, 1)});
              }),
              HasSubstr("Concat 'joined'"));
}

TEST(Session, ChecksEveryRunsInputs) {
  const Graph graph = GraphBuilder().input("x", {4}).node("Relu", {"x"}, {"y"}).build();
  Session session{Model(graph, kFp32)};
  const Tensor good = test::noise_tensor({4}, 1);
  test::run(session, {good});
  const auto refused = [&](const std::vector<TensorView>& views) {
    return message_of<InvalidArgument>([&] { session.run(views); });
  };
  const TensorView view{good.dtype, good.shape, good.bytes};
  TensorView other_type = view, cut = view;
  other_type.dtype = DType::kI64;
  cut.bytes = cut.bytes.first(8);
  EXPECT_THAT(refused({}), HasSubstr("found 0 inputs; expected 1"));
  EXPECT_THAT(refused({view, view}), HasSubstr("found 2 inputs; expected 1"));
  EXPECT_THAT(refused({other_type}), HasSubstr("found 16 bytes of I64; expected 16 of F32"));
  EXPECT_THAT(refused({cut}), HasSubstr("found 8 bytes of F32; expected 16 of F32"));
}

TEST(Session, TakesNoMemoryAfterTheFirstRun) {
  const Graph graph = GraphBuilder()
                          .input("x", test::free_image(4))
                          .node("MaxPool", {"x"}, {"m"}, {{"kernel_shape", Ints{2, 2}}})
                          .node("Sigmoid", {"m"}, {"s"})
                          .node("Add", {"m", "s"}, {"y"})
                          .build();
  Session session{Model(graph, kFp32)};
  const Tensor image = test::noise_tensor({1, 4, 16, 16}, 1);
  const TensorView view{image.dtype, image.shape, image.bytes};
  session.run({&view, 1});
  EXPECT_EQ(allocated_bytes([&] { session.run({&view, 1}); }), 0U);
}

TEST(Session, LeavesOnlyTheArgumentListsOfOneDnnToTheHeap) {
  Session session{Model(test::small_network(), kFp32)};
  const Tensor image = test::noise_tensor({1, 3, 64, 64}, 1);
  const TensorView view{image.dtype, image.shape, image.bytes};
  session.run({&view, 1});
  EXPECT_LT(allocated_bytes([&] {
              session.run({&view, 1});
            }),
            6U * 2048U);  // six primitives; their arrays are a few hundred bytes
}

TEST(Session, RunsOneModelFromManyThreads) {
  const Model model(test::small_network(), kFp32);
  const Tensor image = test::noise_tensor({1, 3, 32, 32}, 4);
  Session alone(model);
  const auto expected = to_floats(test::run(alone, {image})[0]);
  std::atomic<int> equal = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      Session session(model);
      for (int k = 0; k < 5; ++k) {
        if (to_floats(test::run(session, {image})[0]) == expected) ++equal;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(equal, 40);
}

TEST(Session, GivesTheSameWithTwoThreads) {
  const Model model(test::small_network(), kFp32);
  const Tensor image = test::noise_tensor({1, 3, 64, 64}, 4);
  Session one(model), two(model, {.threads = 2});
  EXPECT_THAT(to_floats(test::run(two, {image})[0]),
              Pointwise(FloatNear(1e-4F), to_floats(test::run(one, {image})[0])));
}

TEST(Session, ComputesInBf16ToAPercent) {
  const Graph graph = test::small_network();
  const Tensor image = test::noise_tensor({1, 3, 16, 16}, 5);
  const auto exact = to_floats(test::run(graph, {image})[0]);
  const auto found = to_floats(
      test::run(graph, {image}, {.precision = Precision::kBf16, .emulate_bf16 = true})[0]);
  double error = 0.0, square = 0.0;
  for (std::size_t i = 0; i < exact.size(); ++i) {
    error += (found[i] - exact[i]) * (found[i] - exact[i]);
    square += exact[i] * exact[i];
  }
  EXPECT_LT(std::sqrt(error / square), 0.015);
  EXPECT_GT(error, 0.0);
}

TEST(Model, TakesBf16ByItselfWhereItsProductWasFaster) {
  if (gains_from_bf16()) {
    EXPECT_TRUE(multiplies_bf16());
  }
  EXPECT_EQ(Model(test::small_network()).precision(),
            gains_from_bf16() ? Precision::kBf16 : Precision::kFp32);
}

TEST(Session, ProfilesEveryStep) {
  Session session{Model(test::small_network(), kFp32)};
  const Tensor image = test::noise_tensor({1, 3, 16, 16}, 5);
  const TensorView view{image.dtype, image.shape, image.bytes};
  const auto layers = session.profile({&view, 1}, 3);
  ASSERT_FALSE(layers.empty());
  EXPECT_EQ(layers[0].name, "a");
  EXPECT_THAT(layers[0].op, HasSubstr("Conv"));
  EXPECT_EQ(layers[0].shape, (Shape{1, 8, 16, 16}));
}

TEST(Session, RefusesARunThatNeedsTooMuchMemory) {
  GraphBuilder builder;
  builder.input("x", test::free_image(1)).ints("sizes", {1, 1, 16384, 16384});
  std::vector<std::string> names;
  for (const std::string name : {"a", "b", "c", "d", "e"}) {
    builder.node("Resize", {"x", "", "", "sizes"}, {name});
    names.push_back(name);
  }
  const Graph graph = builder.build(names);
  EXPECT_THAT(message_of<ModelError>([&] {
                test::run(graph, {test::noise_tensor({1, 1, 2, 2}, 1)});
              }),
              HasSubstr("a run would need"));
}

// Winograd's scratch memory: more bytes than a tensor may have elements.
TEST(Planner, GivesOneDnnTheScratchMemoryOfALargePicture) {
  const Shape weights{128, 128, 3, 3};
  Graph graph = GraphBuilder()
                    .input("x", test::free_image(128))
                    .floats("w", weights, test::noise(weights, 1))
                    .node("Conv", {"x", "w"}, {"y"}, {{"pads", Ints{1, 1, 1, 1}}})
                    .build();
  WeightCache cache;
  const Plan plan = Planner(graph, cache, {}).plan({{1, 128, 1024, 1024}});
  EXPECT_FALSE(plan.steps.empty());
}

TEST(Model, RefusesInt8WithoutAQuantisedFile) {
  EXPECT_THAT(message_of<ModelError>([] {
                const Model model(test::small_network(), {.precision = Precision::kInt8});
              }),
              HasSubstr("holds no 8-bit values"));
}

}  // namespace
}  // namespace handsight::engine
