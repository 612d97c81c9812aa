// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/evaluation_crop.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "handsight/networks/network.h"
#include "handsight/training/evaluation.h"

namespace handsight {
namespace {

constexpr int kSide = 50;
constexpr float kDepth_mm = 400.0F;

/// A left hand of 40 px around (45, 40), in front of a camera with a focal length of 100 px; the
/// right half of it is index finger.
Sample left_hand() {
  Sample sample{.id = "hand", .image = Image(100, 80, 3), .mask = Image(100, 80, 1)};
  sample.parts_left = sample.parts_right = Image(100, 80, 1);
  Keypoints points;
  for (std::size_t i = 0; i < points.size(); ++i) {
    points[i] = {.x = i % 2 == 0 ? 25.0F : 65.0F,
                 .y = i % 3 == 0 ? 20.0F : 60.0F,
                 .visibility = Visibility::kVisible};
  }
  sample.hands.push_back({.side = Side::kLeft, .keypoints = points});
  sample.depth = {.width = 100, .height = 80, .values = std::vector<float>(100 * 80)};
  for (int y = 20; y <= 60; ++y) {
    for (int x = 25; x <= 65; ++x) {
      *sample.mask.at(x, y) = kHand;
      if (x > 45) *sample.parts_left.at(x, y) = 12;
      sample.depth.values[static_cast<std::size_t>(y * 100 + x)] = kDepth_mm;
    }
  }
  sample.camera = Camera{.focal_x_px = 100.0F, .focal_y_px = 100.0F};
  return sample;
}

EvaluationOptions crop_options() {
  return {.predict = {.normalisation = {.mean = {0, 0, 0}, .std = {1, 1, 1}}, .longest_px = kSide},
          .fit = Fit::kHandCrop,
          .height = kSide,
          .width = kSide};
}

std::vector<OutputMap> outputs() { return mask_depth_outputs(); }

/// Hand everywhere, as far away as a hand of 40 px is that is shown in a square of 50.
class FarHand final : public Network {
 public:
  [[nodiscard]] std::vector<OutputMap> outputs() const override { return mask_depth_outputs(); }
  at::Tensor forward(const at::Tensor& image) override {
    const auto mask = at::full_like(image.slice(1, 0, 1), 9.0);
    return at::cat({mask, at::full_like(mask, 0.2)}, 1);
  }
};

TEST(AsShown, TurnsALeftHandIntoARightOne) {
  const auto shown = as_shown(left_hand(), outputs(), crop_options());
  EXPECT_EQ(shown.image.width, kSide);
  EXPECT_EQ(*shown.mask.at(25, 25), kHand);
  EXPECT_EQ(*shown.mask.at(2, 25), kBackground);
  EXPECT_EQ(*shown.parts_right.at(15, 25), 12) << "mirrored, so on the left";
  EXPECT_EQ(*shown.parts_right.at(35, 25), 0);
  EXPECT_EQ(*shown.parts_left.at(15, 25), 0);
}

TEST(AsShown, KeepsDepthInMillimetres) {
  const auto shown = as_shown(left_hand(), outputs(), crop_options());
  EXPECT_NEAR(shown.depth.values[25 * kSide + 25], kDepth_mm, 0.1);
}

TEST(AsShown, LeavesAPictureWithoutHandsWithoutLabels) {
  auto sample = left_hand();
  sample.hands.clear();
  const auto shown = as_shown(sample, outputs(), crop_options());
  EXPECT_EQ(shown.image, sample.image);
  EXPECT_TRUE(shown.mask.empty());
  EXPECT_TRUE(shown.depth.empty());
}

TEST(AsShown, LeavesWholePicturesToNetworksThatFindPoints) {
  EXPECT_EQ(as_shown(left_hand(), keypoint_output(21), crop_options()).image.width, 100);
}

// 0.2 m behind the lens of the square, 50 px, is 0.4 m behind that of the picture, 100 px.
TEST(Predict, GivesDepthBehindTheLensOfThePicture) {
  FarHand network;
  const auto shown = as_shown(left_hand(), outputs(), crop_options());
  const auto found = predict(network, shown, crop_options());
  EXPECT_NEAR(found.depth[25 * kSide + 25], kDepth_mm, 0.1);
}

}  // namespace
}  // namespace handsight
