// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "handsight/api/detector.h"
#include "handsight/api/handsight.h"
#include "handsight/engine/onnx_file.h"
#include "handsight/formats/checkpoint_info.h"

#include "formats/scratch.h"

namespace handsight::api {
namespace {

/// A 1 x 1 convolution: `gain` times the red channel, plus a bias a channel.
void write_model(const std::filesystem::path& path, const std::string& task, float gain,
                 const std::vector<float>& biases, const std::string& outputs) {
  const auto channels = static_cast<std::int64_t>(biases.size());
  std::vector<float> weights;
  for (std::size_t c = 0; c < biases.size(); ++c) {
    weights.insert(weights.end(), {c == 0 || task == "hand-keypoints" ? gain : 0.0F, 0.0F, 0.0F});
  }
  engine::Graph graph{.opset = 13};
  graph.inputs = {{.name = "image", .shape = {-1, 3, -1, -1}}};
  graph.outputs = {{.name = "logits", .shape = {-1, channels, -1, -1}}};
  graph.constants["w"] =
      std::make_shared<engine::Tensor>(engine::float_tensor({channels, 3, 1, 1}, weights));
  graph.constants["b"] = std::make_shared<engine::Tensor>(engine::float_tensor({channels}, biases));
  graph.nodes = {
      {.name = "conv", .op = "Conv", .inputs = {"image", "w", "b"}, .outputs = {"logits"}}};
  graph.metadata =
      make_metadata({.network = "small",
                     .options = nullptr,
                     .task = task,
                     .normalisation = {.mean = {0.5, 0.5, 0.5}, .std = {0.5, 0.5, 0.5}},
                     .input_height = 64,
                     .input_width = 64,
                     .notes = {{"handsight.pose", R"({"decoding":"mean"})"}}});
  graph.metadata["handsight.outputs"] = outputs;
  engine::write_onnx(path, graph);
}

/// Light is hand, always a left one; keypoints are the middle of what is light in the crop.
class ApiPose : public testing::Test {
 protected:
  void SetUp() override {
    write_model(mask_, "hand-mask-left-right", 8.0F, {0.0F, 4.0F, -4.0F},
                R"([{"name":"mask","kind":"mask","first":0,"channels":1},)"
                R"({"name":"left","kind":"mask","first":1,"channels":1},)"
                R"({"name":"right","kind":"mask","first":2,"channels":1}])");
    write_model(pose_, "hand-keypoints", 20.0F, std::vector<float>(21, 0.0F),
                R"([{"name":"keypoints","kind":"heatmaps","first":0,"channels":21}])");
  }
  /// 64 x 64 with a light square from (16, 20) to (47, 51).
  [[nodiscard]] std::vector<std::uint8_t> square() const {
    std::vector<std::uint8_t> grey(std::size_t{64} * 64, 0);
    for (std::size_t y = 20; y < 52; ++y)
      std::fill_n(grey.begin() + static_cast<std::ptrdiff_t>(64 * y + 16), 32, std::uint8_t{255});
    return grey;
  }
  [[nodiscard]] std::vector<Hand> detect(const DetectorOptions& options) const {
    const auto grey = square();
    return Detector(mask_, options)
        .detect({.pixels = grey.data(), .width = 64, .height = 64, .format = PixelFormat::kGrey});
  }

  test::Scratch scratch_{};
  std::string mask_ = (scratch_ / "mask.onnx").string();
  std::string pose_ = (scratch_ / "pose.onnx").string();
};

TEST_F(ApiPose, SaysWhichSideAHandIs) {
  ASSERT_EQ(detect({}).size(), 1U);
  EXPECT_EQ(detect({})[0].side, Side::kLeft);
  EXPECT_EQ(detect({.mirrored = true})[0].side, Side::kRight);
}

TEST_F(ApiPose, GivesKeypointsWithAPoseModelAndNoneWithout) {
  EXPECT_TRUE(detect({})[0].keypoints.empty());
  const auto keypoints = detect({.pose_model = pose_})[0].keypoints;
  ASSERT_EQ(keypoints.size(), 21U);
  EXPECT_NEAR(keypoints[8].x, 31.5F, 0.1F);
  EXPECT_NEAR(keypoints[8].y, 35.5F, 0.1F);
}

TEST_F(ApiPose, RefusesAMaskModelForKeypoints) {
  EXPECT_THROW(Detector(mask_, {.pose_model = mask_}), std::runtime_error);
}

TEST_F(ApiPose, IsTheSameInC) {
  handsight_options options{};
  handsight_default_options(&options);
  options.pose_model = pose_.c_str();
  handsight_detector* detector = nullptr;
  ASSERT_EQ(handsight_open(mask_.c_str(), &options, &detector, nullptr, 0), 0);
  const auto grey = square();
  const handsight_image image{.pixels = grey.data(),
                              .width = 64,
                              .height = 64,
                              .stride = 0,
                              .format = HANDSIGHT_GREY,
                              .chroma = nullptr,
                              .chroma_stride = 0};
  handsight_result* result = nullptr;
  ASSERT_EQ(handsight_detect(detector, &image, &result, nullptr, 0), 0);
  ASSERT_EQ(handsight_count(result), 1U);
  const auto hand = handsight_at(result, 0);
  EXPECT_EQ(hand.side, HANDSIGHT_LEFT);
  ASSERT_NE(hand.keypoints, nullptr);
  EXPECT_NEAR(hand.keypoints[20].x, 31.5F, 0.1F);
  EXPECT_EQ(handsight_at(result, 1).keypoints, nullptr);
  handsight_free(result);
  handsight_close(detector);
}

}  // namespace
}  // namespace handsight::api
