// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/inference/mask_prediction.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <gtest/gtest.h>

#include "handsight/core/error.h"

namespace handsight {
namespace {

/// Says of every pixel what its red channel says, and remembers how large the pictures were.
class RedNetwork final : public PictureNetwork {
 public:
  [[nodiscard]] const CheckpointInfo& info() const override { return info_; }
  [[nodiscard]] std::vector<NetworkOutput> outputs() const override { return {{}}; }
  [[nodiscard]] NetworkMaps run(const NetworkInput& input) const override {
    sizes_.emplace_back(input.width, input.height);
    const auto pixels = static_cast<std::ptrdiff_t>(input.width) * input.height;
    return {.channels = 1,
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
  const auto map = probability_of({.channels = 1, .height = 1, .width = 2, .values = {0.0F, 2.0F}});
  EXPECT_FLOAT_EQ(map.values[0], 0.5F);
  EXPECT_NEAR(map.values[1], 1.0 / (1.0 + std::exp(-2.0)), 1e-6);
}

TEST(ProbabilityOf, AddsUpAllClassesButTheFirst) {
  const auto map =
      probability_of({.channels = 3, .height = 1, .width = 1, .values = {0.0F, 0.0F, 0.0F}});
  EXPECT_NEAR(map.values[0], 2.0 / 3.0, 1e-6);
}

TEST(ProbabilityOf, IsOneWhereALogitIsHuge) {
  const auto map =
      probability_of({.channels = 2, .height = 1, .width = 1, .values = {-1e30F, 1e30F}});
  EXPECT_EQ(map.values[0], 1.0F);
}

// Centres of the four pixels fall on 0, 1/4, 3/4 and 1 of the way between the two.
TEST(Resized, TakesPixelCentresForThePoints) {
  const auto map = resized({.width = 2, .height = 1, .values = {0.0F, 1.0F}}, 4, 1);
  EXPECT_EQ(map.values, (std::vector<float>{0.0F, 0.25F, 0.75F, 1.0F}));
}

/// White, with a dark lower half.
Image halved(int width, int height) {
  Image image(width, height, 3, 255);
  std::fill(image.pixels.begin() + static_cast<std::ptrdiff_t>(image.pixels.size() / 2),
            image.pixels.end(), std::uint8_t{0});
  return image;
}

TEST(PredictHands, GivesTheSizeOfThePicture) {
  const RedNetwork network;
  const auto map =
      predict_hands(network, halved(30, 20), {.normalisation = kSigned, .longest_px = 64}).hand;
  EXPECT_EQ(map.width, 30);
  EXPECT_EQ(map.height, 20);
  EXPECT_NEAR(map.values[0], 1.0 / (1.0 + std::exp(-1.0)), 1e-6);
}

/// Says of every pixel the same three logits: hand, left, right.
class SidesNetwork final : public PictureNetwork {
 public:
  explicit SidesNetwork(float left, float right) : left_(left), right_(right) {}
  [[nodiscard]] const CheckpointInfo& info() const override { return info_; }
  [[nodiscard]] std::vector<NetworkOutput> outputs() const override {
    return {{.name = "mask", .first = 0, .channels = 1},
            {.name = "left", .first = 1, .channels = 1},
            {.name = "right", .first = 2, .channels = 1}};
  }
  [[nodiscard]] NetworkMaps run(const NetworkInput& input) const override {
    NetworkMaps maps{.channels = 3, .height = input.height, .width = input.width};
    const auto pixels = static_cast<std::size_t>(input.width * input.height);
    for (const float logit : {2.0F, left_, right_})
      maps.values.resize(maps.values.size() + pixels, logit);
    return maps;
  }

 private:
  CheckpointInfo info_{};
  float left_;
  float right_;
};

// sigmoid(2) - sigmoid(-2) = tanh(1)
TEST(PredictHands, SaysHowMuchMoreSpeaksForARightHand) {
  const auto maps = predict_hands(SidesNetwork(-2.0F, 2.0F), halved(32, 32), {.longest_px = 32});
  ASSERT_TRUE(maps.right);
  EXPECT_NEAR(maps.right->values[5], 0.5 + 0.5 * std::tanh(1.0), 1e-6);
  EXPECT_NEAR(maps.hand.values[5], 1.0 / (1.0 + std::exp(-2.0)), 1e-6);
}

TEST(PredictHands, LeavesAPixelOfBothHandsOpen) {
  const auto maps = predict_hands(SidesNetwork(3.0F, 3.0F), halved(32, 32), {.longest_px = 32});
  EXPECT_NEAR(maps.right->values[5], 0.5, 1e-6);
}

TEST(PredictHands, SaysNothingOfSidesWhereTheNetworkDoesNot) {
  EXPECT_FALSE(predict_hands(RedNetwork(), halved(32, 32), {.longest_px = 32}).right);
}

TEST(ValuesOf, RefusesChannelsThatTheNetworkDoesNotGive) {
  const NetworkMaps maps{.channels = 2, .height = 1, .width = 1, .values = {1.0F, 2.0F}};
  EXPECT_EQ(values_of(maps, 0, {.name = "b", .first = 1, .channels = 1})[0], 2.0F);
  EXPECT_THROW((void)values_of(maps, 0, {.name = "c", .first = 2, .channels = 1}), ModelError);
  EXPECT_THROW((void)values_of(maps, 0, {.name = "c", .first = 1, .channels = 2}), ModelError);
}

TEST(PredictHands, RunsOnceAScale) {
  const RedNetwork network;
  (void)predict_hands(network, halved(64, 64),
                      {.normalisation = kSigned, .longest_px = 64, .scales = {0.5, 1.0}});
  EXPECT_EQ(network.sizes(), (std::vector<std::pair<int, int>>{{32, 32}, {64, 64}}));
}

TEST(PredictHands, FindsNothingWhereNothingIsToBeSeen) {
  Image covered(128, 96, 3, 2);
  for (std::size_t i = 0; i < covered.pixels.size(); i += 5) covered.pixels[i] = 4;  // noise
  const auto maps = predict_hands(SidesNetwork(-2.0F, 2.0F), covered, {.longest_px = 32});
  EXPECT_EQ(maps.hand.values, std::vector<float>(128 * 96, 0.0F));
  EXPECT_EQ(maps.right->values, std::vector<float>(128 * 96, 0.5F));
  for (int x = 40; x < 60; ++x) {
    for (int y = 40; y < 60; ++y) covered.at(x, y)[1] = 9;  // dim, but there
  }
  EXPECT_GT(predict_hands(SidesNetwork(-2.0F, 2.0F), covered, {.longest_px = 32}).hand.values[0],
            0.8F);
}

TEST(PredictHands, RefusesAScaleThatIsNone) {
  const RedNetwork network;
  EXPECT_THROW((void)predict_hands(network, Image(64, 64, 3), {.scales = {0.0}}), InvalidArgument);
  EXPECT_THROW((void)predict_hands(network, Image(64, 64, 3), {.scales = {}}), InvalidArgument);
}

TEST(PredictHands, RefusesAGreyPicture) {
  const RedNetwork network;
  EXPECT_THROW((void)predict_hands(network, Image(64, 64, 1), {}), InvalidArgument);
}

}  // namespace
}  // namespace handsight
