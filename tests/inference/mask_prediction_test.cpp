// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/inference/mask_prediction.h"

#include <cmath>
#include <utility>

#include <gtest/gtest.h>

#include "handsight/core/error.h"

namespace handsight {
namespace {

/// Says of every pixel what its red channel says, and remembers how large the pictures were.
class RedNetwork final : public MaskNetwork {
 public:
  [[nodiscard]] const CheckpointInfo& info() const override { return info_; }
  [[nodiscard]] MaskLogits run(const NetworkInput& input) const override {
    sizes_.emplace_back(input.width, input.height);
    const auto pixels = static_cast<std::ptrdiff_t>(input.width) * input.height;
    return {.classes = 1,
            .height = input.height,
            .width = input.width,
            .values = {input.values.begin(), input.values.begin() + pixels}};
  }
  [[nodiscard]] const std::vector<std::pair<int, int>>& sizes() const { return sizes_; }

 private:
  CheckpointInfo info_{};
  mutable std::vector<std::pair<int, int>> sizes_{};
};

/// v / 255 becomes v / 127.5 - 1.
const Normalisation kSigned{.mean = {0.5, 0.5, 0.5}, .std = {0.5, 0.5, 0.5}};

TEST(NetworkInput, HoldsNormalisedPlanes) {
  Image image(16, 16, 3, 255);
  image.at(0, 0)[1] = 0;
  const auto input = network_input(image, kSigned, 16);
  ASSERT_EQ(input.values.size(), 3U * 256U);
  EXPECT_FLOAT_EQ(input.values[0], 1.0F);
  EXPECT_FLOAT_EQ(input.values[256], -1.0F);
}

TEST(NetworkInput, KeepsTheAspect) {
  const auto input = network_input(Image(200, 100, 3), kSigned, 64);
  EXPECT_EQ(input.width, 64);
  EXPECT_EQ(input.height, 32);
}

TEST(NetworkInput, HasNoSideBelowSixteen) {
  EXPECT_EQ(network_input(Image(640, 4, 3), kSigned, 64).height, 16);
}

TEST(ProbabilityOf, IsTheSigmoidOfOneLogit) {
  const auto map = probability_of({.classes = 1, .height = 1, .width = 2, .values = {0.0F, 2.0F}});
  EXPECT_FLOAT_EQ(map.values[0], 0.5F);
  EXPECT_NEAR(map.values[1], 1.0 / (1.0 + std::exp(-2.0)), 1e-6);
}

TEST(ProbabilityOf, AddsUpAllClassesButTheFirst) {
  const auto map =
      probability_of({.classes = 3, .height = 1, .width = 1, .values = {0.0F, 0.0F, 0.0F}});
  EXPECT_NEAR(map.values[0], 2.0 / 3.0, 1e-6);
}

TEST(ProbabilityOf, IsOneWhereALogitIsHuge) {
  const auto map =
      probability_of({.classes = 2, .height = 1, .width = 1, .values = {-1e30F, 1e30F}});
  EXPECT_EQ(map.values[0], 1.0F);
}

// Centres of the four pixels fall on 0, 1/4, 3/4 and 1 of the way between the two.
TEST(Resized, TakesPixelCentresForThePoints) {
  const auto map = resized({.width = 2, .height = 1, .values = {0.0F, 1.0F}}, 4, 1);
  EXPECT_EQ(map.values, (std::vector<float>{0.0F, 0.25F, 0.75F, 1.0F}));
}

TEST(PredictHand, GivesTheSizeOfThePicture) {
  const RedNetwork network;
  const auto map =
      predict_hand(network, Image(30, 20, 3, 255), {.normalisation = kSigned, .longest_px = 64});
  EXPECT_EQ(map.width, 30);
  EXPECT_EQ(map.height, 20);
  EXPECT_NEAR(map.values[0], 1.0 / (1.0 + std::exp(-1.0)), 1e-6);
}

TEST(PredictHand, RunsOnceAScale) {
  const RedNetwork network;
  (void)predict_hand(network, Image(64, 64, 3),
                     {.normalisation = kSigned, .longest_px = 64, .scales = {0.5, 1.0}});
  EXPECT_EQ(network.sizes(), (std::vector<std::pair<int, int>>{{32, 32}, {64, 64}}));
}

TEST(PredictHand, RefusesAScaleThatIsNone) {
  const RedNetwork network;
  EXPECT_THROW((void)predict_hand(network, Image(64, 64, 3), {.scales = {0.0}}), InvalidArgument);
  EXPECT_THROW((void)predict_hand(network, Image(64, 64, 3), {.scales = {}}), InvalidArgument);
}

TEST(PredictHand, RefusesAGreyPicture) {
  const RedNetwork network;
  EXPECT_THROW((void)predict_hand(network, Image(64, 64, 1), {}), InvalidArgument);
}

}  // namespace
}  // namespace handsight
