// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/evaluation.h"

#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/networks/recurrent.h"
#include "handsight/training/evaluation_compare.h"

namespace handsight {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr int kSide = 32;

/// Pixels as they are, in [0, 1].
EvaluationOptions plain_options() {
  return {.predict = {.normalisation = {.mean = {0, 0, 0}, .std = {1, 1, 1}}, .longest_px = kSide}};
}

/// A network that calls hand what is red.
class RedIsHand final : public Network {
 public:
  explicit RedIsHand(std::vector<OutputMap> outputs = mask_output(1))
      : outputs_(std::move(outputs)) {}
  [[nodiscard]] std::vector<OutputMap> outputs() const override { return outputs_; }
  at::Tensor forward(const at::Tensor& image) override {
    const auto red = (image.slice(1, 0, 1) - 0.5) * 40;
    return red.expand({-1, channels_of(outputs_), -1, -1});
  }

 private:
  std::vector<OutputMap> outputs_;
};

/// A network for which the left half shows the left hand, whatever there is.
class HalfAndHalf final : public Network {
 public:
  [[nodiscard]] std::vector<OutputMap> outputs() const override { return mask_sides_outputs(); }
  at::Tensor forward(const at::Tensor& image) override {
    const auto width = image.size(3);
    const auto column =
        at::arange(width).view({1, 1, 1, width}).expand({1, 1, image.size(2), width});
    const auto left = column.lt(width / 2).to(at::kFloat) * 40 - 20;
    return at::cat({left, -left}, 1);
  }
};

/// A network that finds a hand from the second frame of a video on.
class SecondFrame final : public RecurrentNetwork {
 public:
  [[nodiscard]] std::vector<OutputMap> outputs() const override { return mask_output(1); }
  Step step(const at::Tensor& image, const RecurrentState& state) override {
    return {.logits = at::full_like(image.slice(1, 0, 1), state.empty() ? -9.0 : 9.0),
            .state = {at::ones({1})}};
  }
};

/// Samples in memory.
class Samples final : public Dataset {
 public:
  explicit Samples(std::vector<Sample> samples) : samples_(std::move(samples)) {}
  [[nodiscard]] std::size_t size() const override { return samples_.size(); }
  [[nodiscard]] Sample get(std::size_t index, Seed) const override { return samples_[index]; }

 private:
  std::vector<Sample> samples_;
};

/// A red square of 16 px in the top left corner, labelled as a hand.
Sample red_square() {
  Sample sample{.id = "square", .image = Image(kSide, kSide, 3), .mask = Image(kSide, kSide, 1)};
  for (int y = 0; y < 16; ++y) {
    for (int x = 0; x < 16; ++x) {
      sample.image.at(x, y)[0] = 255;
      *sample.mask.at(x, y) = kHand;
    }
  }
  return sample;
}

std::vector<PictureRecord> scored(Network& network, std::vector<Sample> samples,
                                  const EvaluationOptions& options = plain_options()) {
  SilentProgress progress;
  return score_pictures(network, Samples(std::move(samples)), options, progress);
}

TEST(ScorePictures, CountsWhatTheNetworkFinds) {
  RedIsHand network;
  EXPECT_EQ(scored(network, {red_square()})[0].mask, (Confusion{256, 0, 0, 768}));
}

TEST(ScorePictures, ShowsAStretchedPictureAtTheSizeOfTheTraining) {
  RedIsHand network;
  auto options = plain_options();
  options.fit = Fit::kStretch;
  options.height = 16;
  options.width = 64;
  EXPECT_EQ(scored(network, {red_square()}, options)[0].mask->false_positive, 0);
}

TEST(ScorePictures, LeavesTheNetworkInItsMode) {
  RedIsHand network;
  network.train();
  (void)scored(network, {red_square()});
  EXPECT_TRUE(network.is_training());
}

TEST(ScorePictures, RefusesPicturesWithoutALabel) {
  RedIsHand network;
  auto sample = red_square();
  sample.mask = {};
  try {
    (void)scored(network, {sample});
    FAIL() << "no exception";
  } catch (const FileError& error) {
    EXPECT_THAT(error.what(), HasSubstr("none of 1 pictures has a label"));
  }
}

TEST(ScorePictures, CarriesTheMemoryFromFrameToFrameOfAVideo) {
  SecondFrame network;
  auto frame = red_square();
  std::vector<Sample> frames;
  for (const auto& [video, number] : std::vector<std::pair<std::string, int>>{
           {"a", 0}, {"a", 1}, {"a", 9}, {"b", 10}, {"b", 12}}) {
    frame.video = video;
    frame.frame = number;
    frames.push_back(frame);
  }
  std::vector<bool> found;
  for (const auto& record : scored(network, frames))
    found.push_back(record.mask->true_positive > 0);
  // a gap of eight frames and another video begin anew
  EXPECT_THAT(found, ElementsAre(false, true, false, false, true));
}

TEST(PredictMaps, MergesScalesOfAClearPictureToTheSameMask) {
  RedIsHand network;
  auto options = plain_options();
  options.predict.scales = {0.5, 1.0};
  EXPECT_EQ(scored(network, {red_square()}, options)[0].mask, (Confusion{256, 0, 0, 768}));
}

TEST(PredictMaps, MergesProbabilitiesThatWereResizedAsLogarithms) {
  RedIsHand network;
  auto options = plain_options();
  options.predict.scales = {0.5, 0.5};
  const auto maps = predict_maps(network, red_square().image, options);
  // of 16 columns the 7th is 7/8 red and the next 1/8: logarithms -0 and -15; the picture's column
  // 16 lies at 3/4 between them, and 0.25 would be the plain mean
  EXPECT_NEAR(maps[0][4][16].log().item<float>(), -0.75 * 15, 0.1);
}

TEST(PredictMaps, SwapsTheHandsOfAMirroredPicture) {
  HalfAndHalf network;
  auto options = plain_options();
  options.flip = true;
  const auto maps = predict_maps(network, red_square().image, options);
  EXPECT_NEAR(maps[0][5][3].item<float>(), 1.0, 1e-4);
  EXPECT_NEAR(maps[1][5][3].item<float>(), 0.0, 1e-4);
}

TEST(PredictMaps, NeedsAScale) {
  RedIsHand network;
  auto options = plain_options();
  options.predict.scales = {};
  EXPECT_THROW((void)predict_maps(network, red_square().image, options), InvalidArgument);
}

TEST(Predict, TakesTheMaskOfBothHandsTogether) {
  HalfAndHalf network;
  const auto found = predict(network, red_square(), plain_options());
  EXPECT_EQ(std::count(found.mask.pixels.begin(), found.mask.pixels.end(), kHand), kSide * kSide);
}

/// A hand with all points in a square of 20 px around (40, 30), the first of them a red spot.
Sample pointing_hand(Side side) {
  Sample sample{.id = "hand", .image = Image(80, 60, 3)};
  Keypoints points;
  for (std::size_t i = 0; i < points.size(); ++i) {
    points[i] = {.x = i % 2 == 0 ? 30.0F : 50.0F,
                 .y = i % 3 == 0 ? 20.0F : 40.0F,
                 .visibility = Visibility::kVisible};
  }
  points[0] = {.x = 46.0F, .y = 24.0F, .visibility = Visibility::kVisible};
  sample.hands.push_back({.side = side, .keypoints = points});
  for (int y = 23; y <= 25; ++y) {
    for (int x = 45; x <= 47; ++x) sample.image.at(x, y)[0] = 255;
  }
  return sample;
}

TEST(Predict, FindsKeypointsInPixelsOfThePicture) {
  RedIsHand network(keypoint_output(21));
  for (const auto side : {Side::kLeft, Side::kRight}) {
    const auto found = predict(network, pointing_hand(side), plain_options()).keypoints;
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->keypoints[0].x, 46.0, 1.0) << side_name(side);
    EXPECT_NEAR(found->keypoints[0].y, 24.0, 1.0) << side_name(side);
    EXPECT_FALSE(found->at_border[0]);
  }
}

// The red spot grown to twice its breadth: its peak is its first pixel, its mean its middle.
TEST(Predict, TakesTheMeanOfAHeatMapWhereTheNetworkLearntIt) {
  RedIsHand network(keypoint_output(21));
  auto sample = pointing_hand(Side::kRight);
  for (int y = 23; y <= 25; ++y) {
    for (int x = 48; x <= 51; ++x) sample.image.at(x, y)[0] = 255;
  }
  auto options = plain_options();
  options.decoding = HeatmapDecoding::kMean;
  const auto found = predict(network, sample, options).keypoints;
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->keypoints[0].x, 48.0, 0.5);
  EXPECT_NEAR(found->keypoints[0].y, 24.0, 0.5);
}

/// A network that finds everything two pixels too far right.
class DrawnToTheRight final : public Network {
 public:
  [[nodiscard]] std::vector<OutputMap> outputs() const override { return keypoint_output(21); }
  at::Tensor forward(const at::Tensor& image) override {
    return RedIsHand(keypoint_output(21)).forward(at::roll(image, 2, 3));
  }
};

TEST(Predict, MeetsInTheMiddleOfAMirroredPicture) {
  DrawnToTheRight network;
  auto options = plain_options();
  options.decoding = HeatmapDecoding::kMean;
  const auto x = [&] {
    return predict(network, pointing_hand(Side::kRight), options).keypoints->keypoints[0].x;
  };
  EXPECT_GT(x(), 47.0F);
  options.flip = true;
  EXPECT_NEAR(x(), 46.0, 0.5);
}

// At twice the size two pixels are half as many of the picture.
TEST(Predict, TakesTheMeanOfTheKeypointsOfSeveralScales) {
  DrawnToTheRight network;
  auto options = plain_options();
  const auto x = [&] {
    return predict(network, pointing_hand(Side::kRight), options).keypoints->keypoints[0].x;
  };
  const auto once = x();
  options.predict.scales = {2.0};
  const auto twice = x();
  options.predict.scales = {1.0, 2.0};
  EXPECT_LT(twice, once);
  EXPECT_NEAR(x(), (once + twice) / 2, 1e-3);
  options.predict.scales = {};
  EXPECT_THROW(x(), InvalidArgument);
}

TEST(Compare, NoticesPointsThatStrayedToTheBorder) {
  RedIsHand network(keypoint_output(21));
  auto sample = pointing_hand(Side::kRight);
  sample.image = Image(80, 60, 3);  // nothing to be seen: every map is flat and peaks in a corner
  const auto record = compare(sample, predict(network, sample, plain_options()));
  ASSERT_TRUE(record.keypoints);
  EXPECT_TRUE(record.keypoints->points[0].strayed);
  EXPECT_DOUBLE_EQ(record.keypoints->hand_side_px, 20.0);
}

TEST(Compare, TakesDepthInMillimetresAgainstAMetre) {
  auto sample = red_square();
  sample.depth = {.width = kSide,
                  .height = kSide,
                  .unit = DepthUnit::kMillimetre,
                  .values = std::vector<float>(kSide * kSide, 500.0F)};
  const Prediction found{.mask = sample.mask, .depth = std::vector<float>(kSide * kSide, 540.0F)};
  const auto record = compare(sample, found);
  EXPECT_EQ(record.depth->hand.within, 256);
  EXPECT_EQ(record.depth->hand.within_relative, 0);
}

TEST(TrueSides, GiveAPixelToBothHandsWhereThePartsDo) {
  Sample sample{.image = Image(2, 1, 3)};
  sample.sides = Image(2, 1, 1, kRightSide);
  sample.parts_left = Image(2, 1, 1);
  sample.parts_left.pixels = {3, kIgnore};
  const auto sides = true_sides(sample);
  EXPECT_THAT(sides.left.pixels, ElementsAre(kHand, kBackground));
  EXPECT_THAT(sides.right.pixels, ElementsAre(kHand, kHand));
}

TEST(EvaluatePictures, AlsoMeasuresWhoDoesNotLook) {
  RedIsHand network;
  SilentProgress progress;
  const auto evaluation =
      evaluate_pictures(network, Samples({red_square()}), plain_options(), progress);
  ASSERT_EQ(evaluation.trivial.size(), 2U);
  EXPECT_EQ(evaluation.trivial[0].name, "all background");
  EXPECT_EQ(evaluation.trivial[0].pictures[0].mask, (Confusion{0, 0, 256, 768}));
  EXPECT_EQ(evaluation.trivial[1].name, "coin flip");
  EXPECT_NEAR(static_cast<double>(evaluation.trivial[1].pictures[0].mask->true_positive), 128, 32);
}

TEST(TasksOf, FollowsTheOutputs) {
  EXPECT_THAT(tasks_of(mask_depth_outputs()), ElementsAre(Task::kMask, Task::kDepth));
  EXPECT_THAT(tasks_of(part_outputs(17)), ElementsAre(Task::kMask, Task::kSides, Task::kParts));
  EXPECT_THAT(tasks_of(keypoint_output(21)), ElementsAre(Task::kKeypoints));
}

}  // namespace
}  // namespace handsight
