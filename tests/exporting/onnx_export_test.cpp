// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/exporting/onnx_export.h"

#include <algorithm>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handsight/engine/onnx_file.h"
#include "handsight/exporting/check.h"

#include "exporting/agreement.h"
#include "formats/scratch.h"

namespace handsight {
namespace {

using test::Scratch;

Checkpoint small_checkpoint() {
  return {.info = {.network = "unet",
                   .options = std::make_shared<const Json>(Json{{"base", 4}, {"depth", 2}}),
                   .input_height = 64,
                   .input_width = 64,
                   .notes = {{"licence", "CC0-1.0"}}},
          .network = test::awake(find_network("unet").make({{"base", 4}, {"depth", 2}}))};
}

TEST(ExportedCheckpoint, CarriesItsMetadata) {
  const auto graph = export_checkpoint(small_checkpoint());
  EXPECT_EQ(graph.metadata.at("handsight.network"), "unet");
  EXPECT_EQ(graph.metadata.at("licence"), "CC0-1.0");
  const auto outputs = Json::parse(graph.metadata.at("handsight.outputs"));
  EXPECT_EQ(outputs[0]["name"], "mask");
}

TEST(ExportedCheckpoint, HasFreeSizesNamedForPeople) {
  const auto graph = export_checkpoint(small_checkpoint());
  EXPECT_EQ(graph.inputs[0].shape, (engine::Shape{-1, 3, -1, -1}));
  EXPECT_EQ(graph.inputs[0].size_names, (std::vector<std::string>{"batch", "", "height", "width"}));
}

TEST(ExportedCheckpoint, NamesWeightsAsTheModuleDoes) {
  const auto checkpoint = small_checkpoint();
  const auto graph = export_checkpoint(checkpoint);
  EXPECT_TRUE(graph.constants.contains("output.weight"));
  EXPECT_TRUE(graph.constants.contains("encoder.0.conv1.weight"));
}

TEST(ExportedCheckpoint, HasNoNodesThatOthersRefuseOrNeedNot) {
  const auto graph = export_checkpoint(small_checkpoint());
  for (const auto& node : graph.nodes) {
    EXPECT_NE(node.op, "Identity");
    EXPECT_NE(node.op, "BatchNormalization");
  }
}

TEST(ExportedCheckpoint, LeavesTheNetworkTrainable) {
  const auto checkpoint = small_checkpoint();
  (void)export_checkpoint(checkpoint);
  const auto parameters = checkpoint.network->parameters();
  EXPECT_TRUE(std::all_of(parameters.begin(), parameters.end(),
                          [](const auto& parameter) { return parameter.requires_grad(); }));
}

TEST(StoredAsHalf, HalvesWeightsAndKeepsVectors) {
  auto graph = export_checkpoint(small_checkpoint());
  store_as_half(graph);
  EXPECT_EQ(graph.constants.at("output.weight/half")->dtype, DType::kF16);
  EXPECT_EQ(graph.constants.at("output.bias")->dtype, DType::kF32);
}

TEST(CheckExport, AgreesOnAFileOfHalves) {
  const Scratch scratch;
  const auto checkpoint = small_checkpoint();
  auto graph = export_checkpoint(checkpoint);
  store_as_half(graph);
  engine::write_onnx(scratch / "small.onnx", graph);
  const std::vector<at::Tensor> images{at::rand({1, 3, 32, 48})};
  for (const auto& found : check_export(*checkpoint.network, scratch / "small.onnx", images)) {
    EXPECT_LT(found.difference, 0.01) << found.runtime;
  }
}

TEST(CheckExport, SeesAWeightThatIsAnother) {
  const Scratch scratch;
  const auto checkpoint = small_checkpoint();
  auto graph = export_checkpoint(checkpoint);
  auto bias = *graph.constants.at("output.bias");
  bias.as<float>()[0] += 1.0F;
  graph.constants["output.bias"] = std::make_shared<engine::Tensor>(bias);
  engine::write_onnx(scratch / "small.onnx", graph);
  const auto found =
      check_export(*checkpoint.network, scratch / "small.onnx", {at::rand({1, 3, 32, 32})});
  EXPECT_GT(found.front().difference, 0.05);
}

}  // namespace
}  // namespace handsight
