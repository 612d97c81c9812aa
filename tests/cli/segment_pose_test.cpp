// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <torch/types.h>
#include <torch/utils.h>

#include "handsight/imaging/depth_file.h"
#include "handsight/imaging/picture_file.h"

#include "cli/segment_program.h"
#include "formats/scratch.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;
using test::bytes_of_file;
using testing::four_colours;

/// A network that says the same of every pixel: its last layer is `biases`, all else is 0.
void write_constant_model(const fs::path& path, const Json& options, const std::string& task,
                          const std::vector<double>& biases) {
  const auto network = find_network("mobileunet_v2").make(options);
  auto parameters = network->parameters();
  for (auto& parameter : parameters) parameter.detach().fill_(0.0);
  parameters.back().detach().copy_(torch::tensor(biases));
  save_checkpoint(path, *network,
                  {.network = "mobileunet_v2",
                   .options = std::make_shared<const Json>(options),
                   .task = task,
                   .input_height = 32,
                   .input_width = 32,
                   .notes = {{"handsight.pose", R"({"decoding":"mean"})"}}});
}

/// Flat heat maps: every keypoint is in the middle of its crop.
void write_pose_model(const fs::path& path) {
  write_constant_model(path, {{"points", 21}}, "hand-keypoints", std::vector<double>(21, 0.0));
}

/// Depth 0.5 and part 9 in every pixel of a square around a hand.
void write_layer_model(const fs::path& path) {
  const Json options{{"encoder", "mobilenet_v2"},
                     {"decoder_options", {{"channels", {8, 8, 8, 8, 8}}}},
                     {"heads", {"mask_depth", "parts"}},
                     {"head_options", {{"parts", {{"kernel", 1}}}}}};
  const auto network = find_network("composed").make(options);
  for (auto& parameter : network->parameters()) parameter.detach().fill_(0.0);
  auto parameters = network->named_parameters();
  parameters["segmentation_head.0.bias"].detach().copy_(torch::tensor({0.0, 0.5}));
  parameters["parts_head.0.bias"].detach()[17 + 9] = 5.0;
  save_checkpoint(path, *network,
                  {.network = "composed",
                   .options = std::make_shared<const Json>(options),
                   .task = "hand-mask-depth-left_parts-right_parts",
                   .input_height = 32,
                   .input_width = 32,
                   .notes = {{"handsight.pose", R"({"margin":1.0})"},
                             {"handsight.depth", R"({"unit":"metre"})"}}});
}

// The hand is the whole picture, 40 px wide, seen in a square of as many; behind 90 degrees the
// focal length is 20 px, half of what the network's depth of 0.5 m is meant for.
TEST_F(Segment, WritesPartsAndDepth) {
  write_layer_model(folder_ / "parts.safetensors");
  write_png(folder_ / "a.png", four_colours(40, 30));
  const auto finished = segment({"a.png", "-o", "out", "--write", "parts,depth,json", "--layers",
                                 "parts.safetensors", "--fov", "90", "--pose", "none"});
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  const auto depth = read_png16(folder_ / "out/depth/a.png");
  EXPECT_EQ(depth.width, 40);
  EXPECT_EQ(depth.pixels.at(15 * 40 + 20), 250);
  const auto right = read_label(folder_ / "out/parts/a_right.png");
  EXPECT_EQ(right, Image(40, 30, 1, 9));
  EXPECT_EQ(read_label(folder_ / "out/parts/a_left.png"), Image(40, 30, 1));
  const auto record = Json::parse(bytes_of_file(folder_ / "out/json/a.json"));
  EXPECT_EQ(record["model"]["layer_model"], "parts");
  EXPECT_EQ(record["hands"][0]["depth_mm"], 250.0);
}

// The model tells depth, too; of shipped models another one tells it better.
TEST_F(Segment, TellsOnlyTheLayersThatAreWritten) {
  write_layer_model(folder_ / "parts.safetensors");
  write_png(folder_ / "a.png", four_colours(40, 30));
  const auto finished = segment({"a.png", "-o", "out", "--write", "parts,json", "--layers",
                                 "parts.safetensors", "--pose", "none"});
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  const auto record = Json::parse(bytes_of_file(folder_ / "out/json/a.json"));
  EXPECT_FALSE(record["hands"][0].contains("depth_mm"));
  EXPECT_EQ(read_label(folder_ / "out/parts/a_right.png"), Image(40, 30, 1, 9));
}

TEST_F(Segment, TakesDepthAndPartsFromAShippedModelEach) {
  fs::create_directories(folder_ / "models");
  write_layer_model(folder_ / "models/hand-depth.safetensors");
  write_layer_model(folder_ / "models/hand-parts.safetensors");
  write_png(folder_ / "a.png", four_colours(40, 30));
  const auto models = [&](const std::string& kinds) {
    const auto finished =
        segment({"a.png", "-o", kinds, "--write", kinds, "--pose", "none"},
                {.environment = {{"HANDSIGHT_MODELS", (folder_ / "models").string()}}});
    EXPECT_EQ(finished.exit_code, 0) << finished.err;
    return Json::parse(bytes_of_file(folder_ / kinds / "json/a.json"))["model"]["layer_model"];
  };
  EXPECT_EQ(models("parts,depth,json"), "hand-depth + hand-parts");
  EXPECT_EQ(models("parts,json"), "hand-parts");
  EXPECT_EQ(models("depth,json"), "hand-depth");
}

TEST_F(Segment, WritesPartsAndDepthOfPicturesAlone) {
  const auto finished = segment({"a.mp4", "-o", "out", "--write", "depth"});
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_NE(finished.err.find("a.mp4 is a video"), std::string::npos) << finished.err;
}

TEST_F(Segment, SaysWhichSideAHandIs) {
  write_constant_model(folder_ / "sides.safetensors", {{"sides", true}}, "hand-mask-left-right",
                       {2.0, -1.0, 3.0});
  model_ = "sides.safetensors";
  write_png(folder_ / "a.png", four_colours(40, 30));
  const auto side = [&](const std::string& mirror) {
    const auto finished = segment({"a.png", "--json", "-", "--mirror", mirror, "--pose", "none"});
    EXPECT_EQ(finished.exit_code, 0) << finished.err;
    return Json::parse(finished.out)["hands"][0]["side"];
  };
  EXPECT_EQ(side("no"), "right");
  EXPECT_EQ(side("yes"), "left");
}

// The box is the whole picture; its middle lies at (19.5, 14.5).
TEST_F(Segment, GivesTheKeypointsOfThePoseModel) {
  write_pose_model(folder_ / "pose.safetensors");
  write_png(folder_ / "a.png", four_colours(40, 30));
  const auto finished =
      segment({"a.png", "-o", "out", "--write", "json,overlay", "--pose", "pose.safetensors"});
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  const auto record = Json::parse(bytes_of_file(folder_ / "out/json/a.json"));
  EXPECT_EQ(record["model"]["pose"], "pose");
  const auto& keypoints = record["hands"][0]["keypoints"];
  ASSERT_EQ(keypoints.size(), 21U);
  EXPECT_EQ(keypoints[20][0], 19.5);
  EXPECT_EQ(keypoints[20][1], 14.5);
  EXPECT_EQ(keypoints[20][3], "occluded");
}

TEST_F(Segment, TakesAShippedPoseModelUnlessToldOtherwise) {
  fs::create_directories(folder_ / "models");
  write_pose_model(folder_ / "models/hand-pose.safetensors");
  write_png(folder_ / "a.png", four_colours(40, 30));
  const auto has_keypoints = [&](const std::string& models, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"a.png", "--json", "-"});
    const auto finished =
        segment(arguments, {.environment = {{"HANDSIGHT_MODELS", (folder_ / models).string()}}});
    EXPECT_EQ(finished.exit_code, 0) << finished.err;
    return Json::parse(finished.out)["hands"][0].contains("keypoints");
  };
  EXPECT_TRUE(has_keypoints("models", {}));
  EXPECT_FALSE(has_keypoints("models", {"--pose", "none"}));
}

TEST_F(Segment, RefusesAMaskModelAsPoseModel) {
  write_png(folder_ / "a.png", four_colours(40, 30));
  expect_failure(segment({"a.png", "-o", "out", "--pose", model_}), "hand-keypoints");
}

}  // namespace
}  // namespace handsight
