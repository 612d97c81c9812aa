// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/engine/onnx_file.h"
#include "handsight/engine/passes/passes.h"

#include "engine/graphs.h"
#include "formats/scratch.h"

namespace handsight::engine {
namespace {

using handsight::test::message_of;
using test::counting;
using test::free_image;
using test::GraphBuilder;
using test::Ints;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Ints kNineOnes(9, 1);
const Tensor kOne = float_tensor({1}, std::vector{1.0F});

/// Writes, reads and runs the graph; gives the message of the ModelError.
std::string refusal(const Graph& graph, const std::vector<Tensor>& inputs) {
  const std::string bytes = serialize_onnx(graph);
  return message_of<ModelError>([&] {
    Session session{Model::parse(std::as_bytes(std::span(bytes)), "m.onnx")};
    test::run(session, inputs);
  });
}

Graph relu() { return GraphBuilder().input("x", {1}).node("Relu", {"x"}, {"y"}).build(); }

TEST(HostileFile, MayNotReshapeToNineAxes) {
  const Graph graph = GraphBuilder()
                          .input("x", {1})
                          .ints("shape", kNineOnes)
                          .node("Reshape", {"x", "shape"}, {"y"})
                          .build();
  EXPECT_THAT(refusal(graph, {kOne}), HasSubstr("Reshape 'y': tensor: found 9 axes"));
}
TEST(HostileFile, MayNotExpandToNineAxes) {
  const Graph graph = GraphBuilder()
                          .input("x", {1})
                          .ints("shape", kNineOnes)
                          .node("Expand", {"x", "shape"}, {"y"})
                          .build();
  EXPECT_THAT(refusal(graph, {kOne}), HasSubstr("found 9 axes; expected at most 8"));
}
TEST(HostileFile, MayNotGatherToNineAxes) {
  const Graph graph = GraphBuilder()
                          .input("x", {1})
                          .floats("data", {1, 1, 1, 1, 1, 1}, {1})
                          .constant("i", int64_tensor({1, 1, 1, 1}, Ints{0}))
                          .node("Gather", {"data", "i"}, {"g"})
                          .node("Add", {"x", "g"}, {"y"})
                          .build();
  EXPECT_THAT(refusal(graph, {kOne}), HasSubstr("found 9 axes"));
}
TEST(HostileFile, MayNotMakeAConstantOfNineAxes) {
  const Graph graph = GraphBuilder()
                          .input("x", {1})
                          .ints("shape", kNineOnes)
                          .node("ConstantOfShape", {"shape"}, {"c"})
                          .node("Add", {"x", "c"}, {"y"})
                          .build();
  EXPECT_THAT(refusal(graph, {kOne}), HasSubstr("found 9 axes"));
}
TEST(HostileFile, MayNotAskForAnInputOfNineAxes) {
  const Graph graph = GraphBuilder().input("x", kNineOnes).node("Relu", {"x"}, {"y"}).build();
  EXPECT_THAT(refusal(graph, {float_tensor(kNineOnes, std::vector{1.0F})}),
              HasSubstr("'x': found 9 axes; expected at most 8"));
}

TEST(HostileFile, MayNotHideHugeSizesBehindASizeOfZero) {
  const Graph graph = GraphBuilder()
                          .input("x", {1})
                          .constant("c", {DType::kF32, {0, 1LL << 40, 1LL << 40}, {}})
                          .node("Concat", {"c", "c"}, {"y"}, {{"axis", std::int64_t{1}}})
                          .build();
  EXPECT_THAT(refusal(graph, {kOne}), HasSubstr("more than"));
}

TEST(HostileFile, MustSayAlongWhichAxisItJoins) {
  const Graph graph = GraphBuilder()
                          .input("x", free_image(1))
                          .node("Relu", {"x"}, {"a"})
                          .node("Abs", {"x"}, {"b"})
                          .node("Concat", {"a", "b"}, {"y"})
                          .build();
  EXPECT_THAT(refusal(graph, {counting(2, 2)}), HasSubstr("Concat 'y': found no axis"));
}

TEST(HostileFile, MayNotHoldANodeWithoutAnOutput) {
  for (const std::string op : {"Identity", "Constant", "Relu"}) {
    Graph graph = relu();
    graph.nodes.push_back({.op = op, .inputs = {"x"}});
    EXPECT_THAT(refusal(graph, {kOne}), HasSubstr("found no first output")) << op;
  }
}
TEST(HostileFile, MayNotLeaveOutTheFirstOutput) {
  Graph graph = relu();
  graph.nodes[0].outputs = {"", "y"};
  EXPECT_THAT(refusal(graph, {kOne}), HasSubstr("found no first output"));
}
TEST(HostileFile, MayNotLeaveOutAllInputs) {
  for (const std::string op : {"Relu", "Add", "Mul", "Identity", "Concat", "MaxPool", "Gather",
                               "QuantizeLinear", "DequantizeLinear", "BatchNormalization"}) {
    Graph graph = relu();
    graph.nodes[0].op = op;
    graph.nodes[0].inputs = {};
    EXPECT_THAT(refusal(graph, {kOne}), HasSubstr("onnx: " + op + " 'y'")) << op;
  }
}
TEST(HostileFile, MayNotFuseIntoAValueWithoutAName) {
  Graph graph = GraphBuilder()
                    .input("x", free_image(1))
                    .floats("w", {1, 1, 1, 1}, {1})
                    .node("Conv", {"x", "w"}, {"c", ""})
                    .node("Relu", {"c"}, {"y"})
                    .build();
  graph.nodes[1].inputs = {};
  EXPECT_THAT(refusal(graph, {counting(1, 1)}), HasSubstr("input 0 is missing"));
}
TEST(HostileFile, MayNotPromiseAnOutputThatItsNodeDoesNotGive) {
  Graph graph = relu();
  graph.nodes[0].outputs = {"y", "z"};
  graph.outputs.push_back({.name = "z"});
  EXPECT_THAT(refusal(graph, {kOne}), HasSubstr("'z'"));
}
TEST(HostileFile, MayNotNameTwoInputsAlike) {
  Graph graph = relu();
  graph.inputs.push_back({.name = "x", .shape = {4096}});
  EXPECT_THAT(refusal(graph, {kOne, make_tensor(DType::kF32, {4096})}),
              HasSubstr("found two inputs 'x'"));
}
TEST(HostileFile, MayNotHaveAnInputWithoutAName) {
  Graph graph = relu();
  graph.inputs.push_back({.shape = {1}});
  EXPECT_THAT(refusal(graph, {kOne, kOne}), HasSubstr("an input has no name"));
}

Graph conv_with_codes() {
  return GraphBuilder()
      .input("x", free_image(1))
      .constant("w", make_tensor(DType::kI8, {1, 1, 1, 1}))
      .node("Conv", {"x", "w"}, {"y"})
      .build();
}
TEST(HostileFile, MayNotConvolveWithCodesThatHaveNoScale) {
  EXPECT_THAT(refusal(conv_with_codes(), {counting(1, 1)}), HasSubstr("found 8-bit weights"));
}
TEST(HostileFile, CannotSpeakForThePassesThatGiveScales) {
  Graph graph = conv_with_codes();
  graph.nodes[0].attributes["weight_scales"] = Ints{1};
  EXPECT_THAT(refusal(graph, {counting(1, 1)}), HasSubstr("found 8-bit weights"));
}

TEST(HostileFile, MayNotUnpoolToNoPixels) {
  const test::Attributes window{{"kernel_shape", Ints{2, 2}}, {"strides", Ints{2, 2}}};
  const Graph graph = GraphBuilder()
                          .input("x", free_image(1))
                          .ints("shape", {1, 1, 0, 0})
                          .node("MaxPool", {"x"}, {"m", "i"}, window)
                          .node("MaxUnpool", {"m", "i", "shape"}, {"y"}, window)
                          .build();
  EXPECT_THAT(refusal(graph, {counting(2, 2)}), HasSubstr("MaxUnpool 'y': its result 1x1x0x0"));
}
TEST(HostileFile, MayNotResizeAnEmptyConstant) {
  const Graph graph = GraphBuilder()
                          .input("x", {1})
                          .constant("c", make_tensor(DType::kF32, {1, 1, 0, 2}))
                          .ints("sizes", {1, 1, 2, 2})
                          .node("Resize", {"c", "", "", "sizes"}, {"y"})
                          .build();
  EXPECT_THAT(refusal(graph, {kOne}), HasSubstr("is empty"));
}
TEST(HostileFile, MayNotResizeToMillionsOfRows) {
  const Graph graph = GraphBuilder()
                          .input("x", free_image(1))
                          .ints("sizes", {1, 1, 1LL << 28, 1})
                          .node("Resize", {"x", "", "", "sizes"}, {"y"})
                          .build();
  EXPECT_THAT(refusal(graph, {counting(1, 1)}), HasSubstr("Resize 'y': found 268435456 rows"));
}
TEST(HostileFile, IsToldWhichNodeMakesTooLargeATensor) {
  const Graph graph = GraphBuilder()
                          .input("x", free_image(1))
                          .ints("sizes", {1, 1, 32768, 32768})
                          .node("Resize", {"x", "", "", "sizes"}, {"y"})
                          .build();
  EXPECT_THAT(refusal(graph, {counting(1, 1)}),
              HasSubstr("Resize 'y': tensor: 1x1x32768x32768 has more than"));
}
TEST(HostileFile, MayNotListOneLargeOutputManyTimes) {
  const Graph graph = GraphBuilder()
                          .input("x", free_image(1))
                          .ints("sizes", {1, 1, 16384, 16384})
                          .node("Resize", {"x", "", "", "sizes"}, {"y"})
                          .build({"y", "y", "y", "y"});
  EXPECT_THAT(refusal(graph, {counting(1, 1)}), HasSubstr("a run would need"));
}
TEST(HostileFile, MayNotPadALineAtATimeWithoutEnd) {
  GraphBuilder builder;
  builder.input("x", free_image(1)).ints("pads", {0, 0, 2000, 2000, 0, 0, 2000, 2000});
  std::string from = "x";
  for (int i = 0; i < 20; ++i) {
    const std::string to = std::to_string(i);
    builder.node("Pad", {from, "pads"}, {to}, {{"mode", std::string("edge")}});
    builder.ints("sizes", {1, 1, 1, 1}).node("Resize", {to, "", "", "sizes"}, {to + ".1"});
    from = to + ".1";
  }
  EXPECT_THAT(refusal(builder.build(), {counting(1, 1)}), HasSubstr("steps; expected at most"));
}
TEST(HostileFile, MayNotReadBytesAsNumbers) {
  const Graph graph = GraphBuilder()
                          .input("x", {1, 1}, DType::kU8)
                          .floats("w", {1, 1}, {1})
                          .node("MatMul", {"x", "w"}, {"y"})
                          .build();
  EXPECT_THAT(refusal(graph, {make_tensor(DType::kU8, {1, 1})}),
              HasSubstr("MatMul 'y': cannot compute F32 from U8"));
}

TEST(HostileFile, MayNotHoldNodesWithoutEnd) {
  Graph graph = relu();
  for (int i = 0; i < 40000; ++i) {
    graph.nodes.push_back({.op = "Abs", .inputs = {"x"}, .outputs = {std::to_string(i)}});
  }
  EXPECT_THAT(refusal(graph, {kOne}), HasSubstr("m.onnx: found 40001 nodes; expected at most"));
}
TEST(HostileFile, RunsConcatenationsHoweverDeeplyTheyAreNested) {
  GraphBuilder builder;
  builder.input("x", {1, 2}).node("Abs", {"x"}, {"0"});
  for (int i = 0; i < 100000; ++i) {
    builder.node("Concat", {std::to_string(i)}, {std::to_string(i + 1)},
                 {{"axis", std::int64_t{1}}});
  }
  EXPECT_THAT(test::values_of(builder.build(), float_tensor({1, 2}, std::vector{-1.0F, 2.0F})),
              ElementsAre(1, 2));
}

TEST(HostileFile, DoesNotGetALargeConstantFromAFewJoinedOnes) {
  GraphBuilder builder;
  builder.ints("half", {(1 << 19) + 1}).node("ConstantOfShape", {"half"}, {"c"});
  Graph graph = builder.node("Concat", {"c", "c"}, {"y"}, {{"axis", std::int64_t{0}}}).build();
  optimize(graph);
  ASSERT_EQ(graph.nodes.size(), 1U);
  EXPECT_EQ(graph.nodes[0].op, "Concat");
}
TEST(HostileFile, MayNotComputeConstantsWithoutEnd) {
  GraphBuilder builder;
  builder.input("x", {1}).ints("size", {1 << 20});
  std::vector<std::string> names;
  for (int i = 0; i < 20; ++i) {
    names.push_back(std::to_string(i));
    builder.node("ConstantOfShape", {"size"}, {names.back()});
  }
  EXPECT_THAT(refusal(builder.build(names), {kOne}), HasSubstr("constants of more than"));
}

}  // namespace
}  // namespace handsight::engine
