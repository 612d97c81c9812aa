// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/inference/keypoint_finder.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include <gtest/gtest.h>

#include "handsight/core/error.h"

namespace handsight {
namespace {

constexpr int kSide = 32;

/// 21 equal maps: the brightness of the crop's red channel, times 40.
class BrightestNetwork final : public PictureNetwork {
 public:
  /// right  logit of a right hand against a left one; nothing = the network does not tell
  explicit BrightestNetwork(const std::string& note, int channels = 21,
                            std::optional<float> right = {})
      : channels_(channels), right_(right) {
    info_.network = "brightest";
    info_.task = "hand-keypoints";
    info_.input_height = info_.input_width = kSide;
    if (!note.empty()) info_.notes["handsight.pose"] = note;
  }
  [[nodiscard]] const CheckpointInfo& info() const override { return info_; }
  [[nodiscard]] std::vector<NetworkOutput> outputs() const override {
    std::vector<NetworkOutput> outputs{{.name = "keypoints", .first = 0, .channels = channels_}};
    if (right_) outputs.push_back({.name = "side", .first = channels_, .channels = 3});
    return outputs;
  }
  [[nodiscard]] NetworkMaps run(const NetworkInput& input) const override {
    NetworkMaps maps{.count = input.count,
                     .channels = channels_ + (right_ ? 3 : 0),
                     .height = input.height,
                     .width = input.width};
    const auto pixels = static_cast<std::size_t>(input.width * input.height);
    for (int picture = 0; picture < input.count; ++picture) {
      const auto red =
          std::span(input.values).subspan(3U * static_cast<std::size_t>(picture) * pixels, pixels);
      for (int c = 0; c < channels_; ++c) {
        std::transform(red.begin(), red.end(), std::back_inserter(maps.values),
                       [](float value) { return 40.0F * value; });
      }
      for (const float logit : {0.0F, 0.0F, right_.value_or(0.0F)}) {
        if (right_) maps.values.insert(maps.values.end(), pixels, logit);
      }
    }
    return maps;
  }

 private:
  CheckpointInfo info_{};
  int channels_;
  std::optional<float> right_;
};

KeypointFinder finder(const std::string& note) {
  return KeypointFinder(std::make_unique<BrightestNetwork>(note));
}

/// Dark but for one light pixel.
Image spot(int x, int y) {
  Image picture(200, 100, 3, 0);
  std::fill_n(picture.at(x, y), 3, std::uint8_t{255});
  return picture;
}

constexpr Crop kCrop{.centre_x = 60.5, .centre_y = 40.5, .side = kSide};

TEST(KeypointFinder, FindsThePlaceInThePicture) {
  for (const auto* note : {R"({"decoding":"mean"})", R"({"decoding":"peak"})"}) {
    const std::vector<HandView> hands{{.crop = kCrop}};
    const auto found = finder(note).find(spot(53, 36), hands);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_NEAR(found[0].keypoints[20].x, 53.0, 0.05) << note;
    EXPECT_NEAR(found[0].keypoints[20].y, 36.0, 0.05) << note;
    EXPECT_GT(found[0].keypoints[20].confidence, 0.99) << note;
  }
}

TEST(KeypointFinder, FindsTheSamePlaceInTheMirroredCrop) {
  const std::vector<HandView> hands{{.crop = kCrop, .view = CropView::kMirrored}};
  const auto found = finder(R"({"decoding":"mean"})").find(spot(53, 36), hands);
  EXPECT_NEAR(found[0].keypoints[0].x, 53.0, 0.05);
  EXPECT_NEAR(found[0].keypoints[0].y, 36.0, 0.05);
}

TEST(KeypointFinder, TellsTheSideThatThePictureShows) {
  const KeypointFinder knowing(std::make_unique<BrightestNetwork>("", 21, std::log(3.0F)));
  const std::vector<HandView> hands{{.crop = kCrop}, {.crop = kCrop, .view = CropView::kMirrored}};
  const auto found = knowing.find(spot(53, 36), hands);
  EXPECT_NEAR(found[0].right.value(), 0.75, 1e-6);
  EXPECT_NEAR(found[1].right.value(), 0.25, 1e-6);
  EXPECT_FALSE(finder("").find(spot(53, 36), hands)[0].right.has_value());
}

/// Peaks where an upright hand has its wrist and the bases of index and little finger, and a logit
/// that says "palm" with probability 3/4.
class PalmNetwork final : public PictureNetwork {
 public:
  PalmNetwork() {
    info_.network = "palm";
    info_.input_height = info_.input_width = kSide;
  }
  [[nodiscard]] const CheckpointInfo& info() const override { return info_; }
  [[nodiscard]] std::vector<NetworkOutput> outputs() const override {
    return {{.name = "keypoints", .first = 0, .channels = 21},
            {.name = "palm", .first = 21, .channels = 1}};
  }
  [[nodiscard]] NetworkMaps run(const NetworkInput& input) const override {
    NetworkMaps maps{
        .count = input.count, .channels = 22, .height = input.height, .width = input.width};
    constexpr std::size_t kPixels = kSide * kSide;
    for (int picture = 0; picture < input.count; ++picture) {
      std::vector<float> values(22 * kPixels, 0.0F);
      const auto put = [&](std::size_t point, std::size_t x, std::size_t y) {
        values[point * kPixels + y * kSide + x] = 50.0F;
      };
      put(0, 16, 26);
      put(5, 22, 10);  // to the right of the little finger: a right palm or a left back
      put(17, 10, 10);
      std::fill_n(values.end() - kPixels, kPixels, std::log(3.0F));
      maps.values.insert(maps.values.end(), values.begin(), values.end());
    }
    return maps;
  }

 private:
  CheckpointInfo info_{};
};

TEST(KeypointFinder, TellsTheSideByThePalmAndTheTurnOfTheHand) {
  const KeypointFinder knowing(std::make_unique<PalmNetwork>());
  const std::vector<HandView> hands{{.crop = kCrop}, {.crop = kCrop, .view = CropView::kMirrored}};
  const auto found = knowing.find(spot(53, 36), hands);
  EXPECT_NEAR(found[0].right.value(), 0.75, 1e-6);
  EXPECT_NEAR(found[1].right.value(), 0.25, 1e-6);
}

TEST(KeypointFinder, SaysWhetherItTellsSides) {
  EXPECT_TRUE(KeypointFinder(std::make_unique<PalmNetwork>()).tells_sides());
  EXPECT_TRUE(
      KeypointFinder(std::make_unique<BrightestNetwork>("", 21, std::log(3.0F))).tells_sides());
  EXPECT_FALSE(finder("").tells_sides());
}

TEST(KeypointFinder, FindsEachOfMoreHandsThanItShowsAtOnce) {
  std::vector<HandView> hands;
  for (int i = 0; i < 6; ++i) {
    hands.push_back({.crop = {.centre_x = 52.5 + i, .centre_y = 40.5, .side = kSide}});
  }
  const auto found = finder(R"({"decoding":"mean"})").find(spot(53, 36), hands);
  ASSERT_EQ(found.size(), 6U);
  for (const auto& hand : found) EXPECT_NEAR(hand.keypoints[4].x, 53.0, 0.05);
}

TEST(KeypointFinder, TakesTheMarginFromTheModel) {
  EXPECT_DOUBLE_EQ(finder(R"({"margin":1.5})").margin(), 1.5);
  EXPECT_DOUBLE_EQ(finder("").margin(), 1.25);
}

TEST(KeypointFinder, RefusesANoteThatMakesNoSense) {
  EXPECT_THROW((void)finder("[[["), ModelError);
  EXPECT_THROW((void)finder(R"({"margin":-1})"), ModelError);
  EXPECT_THROW((void)finder(R"({"decoding":"guess"})"), ModelError);
}

TEST(KeypointFinder, RefusesAnotherNumberOfHeatMaps) {
  EXPECT_THROW((void)KeypointFinder(std::make_unique<BrightestNetwork>("", 20)), ModelError);
}

}  // namespace
}  // namespace handsight
