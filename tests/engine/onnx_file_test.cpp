// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/onnx_file.h"

#include <algorithm>
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
using test::GraphBuilder;
using test::Ints;
using ::testing::HasSubstr;

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text));
}
Graph parsed(const Graph& graph) { return parse_onnx(bytes_of(serialize_onnx(graph)), "m.onnx"); }

Graph relu() { return GraphBuilder().input("x", {1, -1}).node("Relu", {"x"}, {"y"}).build(); }
template <class Change>
std::string refusal(Graph graph, const Change& change) {
  change(graph);
  return message_of<ModelError>([&] { parsed(graph); });
}

TEST(OnnxFile, KeepsNodesConstantsAndMetadata) {
  Graph graph = test::small_network();
  graph.metadata = {{"task", "hands"}, {"classes", "background,hand"}};
  const Graph again = parsed(graph);
  ASSERT_EQ(again.nodes.size(), graph.nodes.size());
  EXPECT_EQ(again.nodes[0].op, "Conv");
  EXPECT_EQ(attribute(again.nodes[0], "pads", Ints{}), (Ints{1, 1, 1, 1}));
  EXPECT_EQ(again.constants.at("a.w")->bytes, graph.constants.at("a.w")->bytes);
  EXPECT_EQ(again.metadata, graph.metadata);
  EXPECT_EQ(again.inputs[0].shape, (Shape{-1, 3, -1, -1}));
}

TEST(OnnxFile, SaysThatTextIsNoModel) {
  EXPECT_THAT(message_of<FileError>([] { (void)parse_onnx(bytes_of("hello"), "a.onnx"); }),
              HasSubstr("a.onnx: not an ONNX model"));
}

TEST(OnnxFile, RefusesAnOpsetThatItDoesNotKnow) {
  EXPECT_THAT(refusal(relu(), [](Graph& graph) { graph.opset = 99; }),
              HasSubstr("found ONNX opset 99"));
}

TEST(OnnxFile, RefusesBytesThatDoNotFitTheShape) {
  EXPECT_THAT(refusal(relu(),
                      [](Graph& graph) {
                        Tensor short_one = float_tensor({3}, std::vector{1.0F, 2.0F, 3.0F});
                        short_one.shape = {4};
                        graph.constants["w"] = std::make_shared<Tensor>(short_one);
                      }),
              HasSubstr("found 12 bytes; expected 16"));
}

TEST(OnnxFile, RefusesAShapeOfMoreElementsThanFit) {
  EXPECT_THAT(refusal(relu(),
                      [](Graph& graph) {
                        Tensor huge = float_tensor({1}, std::vector{1.0F});
                        huge.shape = {1 << 30, 1 << 30, 1 << 30};
                        graph.constants["w"] = std::make_shared<Tensor>(huge);
                      }),
              HasSubstr("more than"));
}

TEST(OnnxFile, RefusesACycle) {
  EXPECT_THAT(refusal(relu(),
                      [](Graph& graph) {
                        graph.nodes[0].inputs = {"z"};
                        graph.nodes.push_back({.op = "Relu", .inputs = {"y"}, .outputs = {"z"}});
                      }),
              HasSubstr("is in a cycle"));
}

TEST(OnnxFile, NamesTheNodeThatReadsWhatNobodyMakes) {
  EXPECT_THAT(refusal(relu(), [](Graph& graph) { graph.nodes[0].inputs = {"ghost"}; }),
              HasSubstr("Relu 'y' reads 'ghost'"));
}

TEST(OnnxFile, RefusesAValueThatIsMadeTwice) {
  EXPECT_THAT(refusal(relu(), [](Graph& graph) { graph.nodes.push_back(graph.nodes[0]); }),
              HasSubstr("writes 'y', which is there already"));
}

TEST(OnnxFile, SortsNodesThatStandInTheWrongOrder) {
  Graph graph = test::small_network();
  std::reverse(graph.nodes.begin(), graph.nodes.end());
  EXPECT_EQ(parsed(graph).nodes.front().name, "a");
}

/// Parses, loads and runs; whatever is thrown must be one of ours.
void use(const std::string& bytes) {
  try {
    const Model model = Model::parse(bytes_of(bytes), "m.onnx", {.precision = Precision::kFp32});
    Session session(model);
    const Tensor image = test::noise_tensor({1, 3, 8, 8}, 1);
    const TensorView view{image.dtype, image.shape, image.bytes};
    session.run({&view, 1});
  } catch (const Error&) {
    // A message is what a damaged file should give.
  }
}

TEST(OnnxFile, SurvivesBeingCutAnywhere) {
  const std::string bytes = serialize_onnx(test::small_network());
  for (std::size_t length = 0; length < bytes.size(); length += 97) use(bytes.substr(0, length));
}

TEST(OnnxFile, SurvivesFlippedBits) {
  const std::string bytes = serialize_onnx(test::small_network());
  Random random(Seed{7});
  for (int i = 0; i < 300; ++i) {
    std::string damaged = bytes;
    for (int k = 0; k < 3; ++k) {
      damaged[random.below(damaged.size())] ^= static_cast<char>(1U << random.below(8));
    }
    use(damaged);
  }
}

TEST(Half, BecomesTheSameNumber) {
  EXPECT_EQ(float_from_half(0x3C00), 1.0F);
  EXPECT_EQ(float_from_half(0xC100), -2.5F);
  EXPECT_EQ(float_from_half(0xFBFF), -65504.0F);  // the largest
  EXPECT_EQ(float_from_half(0x0001), 0x1p-24F);   // the smallest
  EXPECT_EQ(float_from_half(0x03FF), 1023 * 0x1p-24F);
  EXPECT_EQ(float_from_half(0x7C00), std::numeric_limits<float>::infinity());
  EXPECT_TRUE(std::isnan(float_from_half(0x7E00)));
  EXPECT_TRUE(std::signbit(float_from_half(0x8000)));
}

// More weights than are otherwise computed ahead of a run.
TEST(Half, IsReadBehindACastHoweverManyWeightsThereAre) {
  constexpr std::int64_t kChannels = 1100;
  Graph graph = GraphBuilder()
                    .input("x", {1, kChannels, 1, 1})
                    .floats("w/half", {1}, {0.0F})
                    .node("Cast", {"w/half"}, {"w"}, {{"to", std::int64_t{1}}})
                    .node("Conv", {"x", "w"}, {"y"})
                    .build();
  Tensor weights = make_tensor(DType::kF16, {kChannels, kChannels, 1, 1});
  for (auto& bits : weights.as<std::uint16_t>()) bits = 0x3C00;
  graph.constants["w/half"] = std::make_shared<Tensor>(std::move(weights));
  const std::vector<float> ones(kChannels, 1.0F);
  const auto sums = test::run(parsed(graph), {float_tensor({1, kChannels, 1, 1}, ones)})[0];
  EXPECT_EQ(to_floats(sums)[0], 1100.0F);
}

}  // namespace
}  // namespace handsight::engine
