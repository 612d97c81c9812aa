// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/inference/closer_look.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace handsight {
namespace {

/// Calls white hand and black none, on maps of a quarter of the picture's size, as networks do that
/// lose what is small. Remembers how large the pictures were.
class CoarseNetwork final : public PictureNetwork {
 public:
  [[nodiscard]] const CheckpointInfo& info() const override { return info_; }
  [[nodiscard]] std::vector<NetworkOutput> outputs() const override { return {{}}; }
  [[nodiscard]] NetworkMaps run(const NetworkInput& input) const override {
    sizes_.emplace_back(input.width, input.height);
    constexpr int kBlock = 4;
    NetworkMaps maps{.channels = 1, .height = input.height, .width = input.width};
    maps.values.resize(static_cast<std::size_t>(input.width) *
                       static_cast<std::size_t>(input.height));
    const auto at = [&](int x, int y) {
      return static_cast<std::size_t>(y) * static_cast<std::size_t>(input.width) +
             static_cast<std::size_t>(x);
    };
    for (int y = 0; y < input.height; ++y) {
      for (int x = 0; x < input.width; ++x) {
        float brightest = -1.0F;
        for (int v = y - y % kBlock; v < std::min(input.height, y - y % kBlock + kBlock); ++v) {
          for (int u = x - x % kBlock; u < std::min(input.width, x - x % kBlock + kBlock); ++u) {
            brightest = std::max(brightest, input.values[at(u, v)]);
          }
        }
        maps.values[at(x, y)] = 20.0F * brightest;
      }
    }
    return maps;
  }
  [[nodiscard]] std::size_t runs() const { return sizes_.size(); }
  void forget() const { sizes_.clear(); }

 private:
  CheckpointInfo info_{};
  mutable std::vector<std::pair<int, int>> sizes_{};
};

const MaskPredictionOptions kPrediction{
    .normalisation = {.mean = {0.5, 0.5, 0.5}, .std = {0.5, 0.5, 0.5}}, .longest_px = 64};

void fill(Image& image, int left, int top, int width, int height) {
  for (int y = top; y < top + height; ++y) {
    std::fill_n(image.at(left, y), 3 * static_cast<std::size_t>(width), std::uint8_t{255});
  }
}

/// Two fingers of 8 pixels with a gap of 8 between them; a block of the network covers 16.
Image two_fingers() {
  Image image(256, 256, 3);
  fill(image, 96, 100, 8, 24);
  fill(image, 112, 100, 8, 24);
  fill(image, 96, 124, 24, 16);
  return image;
}

double hand_at(const HandMaps& maps, int x, int y) {
  return maps.hand.values[static_cast<std::size_t>(y) * static_cast<std::size_t>(maps.hand.width) +
                          static_cast<std::size_t>(x)];
}

TEST(CloserLook, SeesTheGapBetweenFingersOfASmallHand) {
  const CoarseNetwork network;
  const Image image = two_fingers();
  const auto first = predict_hands(network, image, kPrediction);
  EXPECT_GT(hand_at(first, 108, 108), 0.5);
  const auto closer = look_closer(network, image, first, kPrediction);
  EXPECT_LT(hand_at(closer, 108, 108), 0.5);
  EXPECT_GT(hand_at(closer, 100, 108), 0.5);
  EXPECT_GT(hand_at(closer, 116, 108), 0.5);
}

TEST(CloserLook, LeavesTheRestOfThePictureAlone) {
  const CoarseNetwork network;
  const auto first = predict_hands(network, two_fingers(), kPrediction);
  const auto closer = look_closer(network, two_fingers(), first, kPrediction);
  for (const auto& [x, y] : {std::pair(10, 10), {250, 120}, {108, 250}, {60, 120}}) {
    EXPECT_EQ(hand_at(closer, x, y), hand_at(first, x, y)) << x << ", " << y;
  }
}

TEST(CloserLook, DoesNotAskAgainAboutAHandThatIsNeitherSmallNorLarge) {
  const CoarseNetwork network;
  Image image(256, 256, 3);
  fill(image, 30, 30, 130, 130);
  const auto first = predict_hands(network, image, kPrediction);
  network.forget();
  EXPECT_EQ(look_closer(network, image, first, kPrediction).hand.values, first.hand.values);
  EXPECT_EQ(network.runs(), 0U);
}

TEST(CloserLook, TakesWhatLiesBesideAMuchLargerHandForAPieceOfIt) {
  const CoarseNetwork network;
  Image image(256, 256, 3);
  fill(image, 16, 96, 96, 96);
  fill(image, 128, 112, 16, 64);
  const auto first = predict_hands(network, image, kPrediction);
  network.forget();
  (void)look_closer(network, image, first, kPrediction);
  EXPECT_EQ(network.runs(), 1U);
}

TEST(CloserLook, TakesTheMeanWithALookFromFurtherAwayWhereAHandIsLarge) {
  const CoarseNetwork network;
  Image image(256, 256, 3);
  fill(image, 20, 20, 200, 200);
  const auto first = predict_hands(network, image, kPrediction);
  network.forget();
  const auto second =
      look_closer(network, image, first, kPrediction, {.farther = 0.5, .farther_share = 0.25});
  ASSERT_EQ(network.runs(), 1U);
  auto smaller = kPrediction;
  smaller.scales = {0.5};
  const auto farther = predict_hands(network, image, smaller);
  for (const auto& [x, y] : {std::pair(100, 100), {222, 100}, {14, 14}, {250, 250}}) {
    EXPECT_FLOAT_EQ(
        static_cast<float>(hand_at(second, x, y)),
        static_cast<float>(0.75 * hand_at(first, x, y) + 0.25 * hand_at(farther, x, y)));
  }
  network.forget();
  EXPECT_EQ(look_closer(network, image, first, kPrediction, {.large = 2.0}).hand.values,
            first.hand.values);
  EXPECT_EQ(network.runs(), 0U);
}

TEST(CloserLook, LooksAtNoMoreHandsThanAsked) {
  const CoarseNetwork network;
  Image image(256, 256, 3);
  for (const int left : {10, 70, 130, 190}) fill(image, left, 40, 32, 32);
  const auto first = predict_hands(network, image, kPrediction);
  network.forget();
  (void)look_closer(network, image, first, kPrediction, {.most_hands = 2});
  EXPECT_EQ(network.runs(), 2U);
  network.forget();
  EXPECT_EQ(look_closer(network, image, first, kPrediction, {.most_hands = 0}).hand.values,
            first.hand.values);
  EXPECT_EQ(network.runs(), 0U);
}

TEST(CloserLook, TakesHandsAtTheEdgeOfThePicture) {
  const CoarseNetwork network;
  Image image(256, 128, 3);
  fill(image, 0, 0, 24, 24);
  const auto first = predict_hands(network, image, kPrediction);
  const auto closer = look_closer(network, image, first, kPrediction);
  EXPECT_GT(hand_at(closer, 0, 0), 0.5);
  EXPECT_LT(hand_at(closer, 28, 28), 0.5);
  EXPECT_EQ(closer.hand.values.size(), 256U * 128U);
}

}  // namespace
}  // namespace handsight
