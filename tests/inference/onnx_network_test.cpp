// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/engine/onnx_file.h"
#include "handsight/inference/picture_network.h"

#include "formats/scratch.h"

namespace handsight {
namespace {

using test::Scratch;

/// Twice the red channel and the green one; `multiple` is what it asks of sizes.
engine::Graph small_graph(const std::string& task = "hand-mask") {
  engine::Graph graph{.opset = 13};
  graph.inputs = {{.name = "image", .shape = {-1, 3, -1, -1}}};
  graph.outputs = {{.name = "logits", .shape = {-1, 2, -1, -1}}};
  graph.constants["w"] = std::make_shared<engine::Tensor>(
      engine::float_tensor({2, 3, 1, 1}, std::vector{2.0F, 0.0F, 0.0F, 0.0F, 1.0F, 0.0F}));
  graph.nodes = {{.name = "conv", .op = "Conv", .inputs = {"image", "w"}, .outputs = {"logits"}}};
  graph.metadata = make_metadata({.network = "small",
                                  .options = nullptr,
                                  .task = task,
                                  .input_height = 32,
                                  .input_width = 32});
  graph.metadata["handsight.size_multiple"] = "16";
  return graph;
}

NetworkInput input_of(int width, int height) {
  NetworkInput input{.height = height, .width = width};
  for (int i = 0; i < 3 * width * height; ++i) input.values.push_back(static_cast<float>(i % 7));
  return input;
}

class OnnxNetwork : public testing::Test {
 protected:
  std::unique_ptr<PictureNetwork> open(const engine::Graph& graph) const {
    engine::write_onnx(scratch_ / "model.onnx", graph);
    return open_onnx(scratch_ / "model.onnx", {.precision = "fp32", .threads = 1});
  }
  Scratch scratch_{};
};

TEST_F(OnnxNetwork, GivesLogitsOfThePicturesSizeWhateverItPadsTo) {
  const auto input = input_of(21, 18);
  const auto logits = open(small_graph())->run(input);
  ASSERT_EQ(logits.channels, 2);
  ASSERT_EQ(logits.values.size(), 2U * 21U * 18U);
  for (std::size_t i = 0; i < 21U * 18U; ++i) {
    EXPECT_FLOAT_EQ(logits.values[i], 2.0F * input.values[i]);
  }
}

TEST_F(OnnxNetwork, SaysWhichChannelsAreWhat) {
  auto graph = small_graph();
  graph.metadata["handsight.outputs"] =
      R"([{"name":"depth","kind":"depth","first":0,"channels":1},)"
      R"({"name":"mask","kind":"mask","first":1,"channels":1}])";
  const auto network = open(graph);
  const auto outputs = network->outputs();
  const auto* const mask = find_output(outputs, "mask");
  ASSERT_NE(mask, nullptr);
  const auto input = input_of(16, 16);
  EXPECT_FLOAT_EQ(values_of(network->run(input), 0, *mask)[3], input.values[256 + 3]);
}

TEST_F(OnnxNetwork, RunsSeveralPicturesAtOnce) {
  const auto network = open(small_graph());
  auto both = input_of(21, 18);
  const auto alone = network->run(both).values;
  both.count = 2;
  both.values.insert(both.values.begin(), both.values.size(), 0.0F);
  const auto maps = network->run(both);
  ASSERT_EQ(maps.values.size(), 2 * alone.size());
  EXPECT_EQ(std::vector<float>(maps.values.begin() + static_cast<std::ptrdiff_t>(alone.size()),
                               maps.values.end()),
            alone);
}

TEST_F(OnnxNetwork, RunsInSeveralThreadsAtOnce) {
  const auto network = open(small_graph());
  const auto input = input_of(32, 32);
  const auto expected = network->run(input).values;
  std::vector<std::vector<float>> found(4);
  std::vector<std::thread> threads;
  for (auto& values : found) {
    threads.emplace_back([&] { values = network->run(input).values; });
  }
  for (auto& thread : threads) thread.join();
  for (const auto& values : found) EXPECT_EQ(values, expected);
}

TEST_F(OnnxNetwork, RefusesAModelForAnotherTask) {
  EXPECT_THROW((void)open(small_graph("depth")), ModelError);
}

TEST_F(OnnxNetwork, RefusesAModelWithoutOurMetadata) {
  auto graph = small_graph();
  graph.metadata.clear();
  EXPECT_THROW((void)open(graph), ModelError);
}

TEST_F(OnnxNetwork, RefusesAnotherDeviceThanTheCpu) {
  engine::write_onnx(scratch_ / "model.onnx", small_graph());
  EXPECT_THROW((void)open_onnx(scratch_ / "model.onnx", {.device = "cuda"}), InvalidArgument);
}

TEST_F(OnnxNetwork, TakesAllLogitsForTheMaskWhereTheListOfOutputsMakesNoSense) {
  auto graph = small_graph();
  graph.metadata["handsight.outputs"] =
      R"([{"name":"mask","kind":"mask","first":18446744073709551615,"channels":1}])";
  const auto network = open(graph);
  const auto outputs = network->outputs();
  const auto* const mask = find_output(outputs, "mask");
  ASSERT_NE(mask, nullptr);
  EXPECT_EQ(values_of(network->run(input_of(16, 16)), 0, *mask).size(), 2U * 16U * 16U);
}

TEST_F(OnnxNetwork, TakesAModelThatGivesSidesToo) {
  EXPECT_NO_THROW((void)open(small_graph("hand-mask-left-right")));
}

TEST_F(OnnxNetwork, RefusesAKeypointModelWhereAMaskIsNeeded) {
  EXPECT_THROW((void)open(small_graph("hand-keypoints")), ModelError);
}

TEST_F(OnnxNetwork, RefusesPicturesOfAbsurdSize) {
  auto graph = small_graph();
  graph.inputs[0].shape = {1, 3, 1 << 20, 1 << 20};
  EXPECT_THROW((void)open(graph), ModelError);
}

TEST_F(OnnxNetwork, RefusesLogitsSmallerThanThePicture) {
  auto graph = small_graph();
  graph.nodes[0].attributes["strides"] = std::vector<std::int64_t>{2, 2};
  const auto network = open(graph);
  EXPECT_THROW((void)network->run(input_of(32, 32)), ModelError);
}

}  // namespace
}  // namespace handsight
