// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/render.h"

#include <algorithm>
#include <cmath>
#include <thread>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/data/dataset.h"
#include "handsight/data/synthetic/linear_image.h"

namespace handsight::synthetic {
namespace {

constexpr std::uint64_t kPictures = 12;

RenderOptions small() {
  RenderOptions options{.width = 64, .height = 48, .empty = 0.0, .subjects = 3};
  return options;
}

std::size_t pixels_of(const Image& mask) {
  return static_cast<std::size_t>(
      std::ranges::count_if(mask.pixels, [](std::uint8_t value) { return value != 0; }));
}

std::vector<RenderedScene> rendered(const RenderOptions& options) {
  const Renderer renderer(options, Seed(1));
  std::vector<RenderedScene> scenes;
  for (std::uint64_t i = 0; i < kPictures; ++i) scenes.push_back(renderer.render(Seed(i)));
  return scenes;
}

TEST(Renderer, MakesTheSameBytesInOneThreadAndInFour) {
  const Renderer alone(small(), Seed(1));
  const Renderer shared(small(), Seed(1));
  std::vector<Image> images(kPictures);
  std::vector<Image> masks(kPictures);
  std::vector<std::thread> threads;
  for (std::uint64_t t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (std::uint64_t i = kPictures - 1 - t; i < kPictures; i -= 4) {
        const auto scene = shared.render(Seed(i));
        images[i] = scene.image;
        if (!scene.labels.hands.empty()) masks[i] = scene.labels.hands[0].amodal_parts;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  for (std::uint64_t i = 0; i < kPictures; ++i) {
    const auto scene = alone.render(Seed(i));
    EXPECT_EQ(scene.image, images[i]) << i;
    EXPECT_EQ(scene.labels.hands[0].amodal_parts, masks[i]) << i;
  }
}

TEST(Renderer, ShowsOnlyTheHandsAskedFor) {
  for (const auto* hands : {"left", "right"}) {
    auto options = small();
    options.layout.hands = hands;
    for (const auto& scene : rendered(options)) {
      ASSERT_EQ(scene.labels.hands.size(), 1U);
      EXPECT_EQ(side_name(*scene.labels.hands[0].label.side), hands);
    }
  }
}

TEST(Renderer, ShowsALeftAndARightHandWhenAskedForBoth) {
  auto options = small();
  options.layout.hands = "both";
  for (const auto& scene : rendered(options)) {
    ASSERT_EQ(scene.labels.hands.size(), 2U);
    EXPECT_NE(scene.labels.hands[0].label.side, scene.labels.hands[1].label.side);
  }
}

TEST(Renderer, LabelsNothingWhereThereIsNoHand) {
  auto options = small();
  options.empty = 1.0;
  for (const auto& scene : rendered(options)) {
    EXPECT_TRUE(scene.labels.hands.empty());
    EXPECT_TRUE(std::ranges::all_of(scene.labels.depth.values, [](float d) { return d == 0.0F; }));
  }
}

TEST(Renderer, MakesLabelsOfAnotherSizeThanThePicture) {
  auto options = small();
  options.label_width = 20;
  options.label_height = 30;
  const auto scene = Renderer(options, Seed(1)).render(Seed(2));
  EXPECT_EQ(scene.image.width, 64);
  EXPECT_EQ(scene.labels.hands[0].mask.width, 20);
  EXPECT_EQ(scene.labels.hands[0].mask.height, 30);
}

TEST(Renderer, PutsHandsWhereTheMaskSays) {
  // a perfect camera, one colour of skin, nothing in the way: hands differ from a grey wall
  auto with = small();
  with.scenery = with.skin_model = with.effects = false;
  with.sleeves = with.objects = with.occluders = with.cast_shadows = 0.0;
  with.gloves = with.rings = with.wrist_bands = 0.0;
  auto without = with;
  without.empty = 1.0;
  const Renderer hands(with, Seed(1));
  const Renderer walls(without, Seed(1));
  for (std::uint64_t i = 0; i < kPictures; ++i) {
    const auto scene = hands.render(Seed(i));
    const auto wall = walls.render(Seed(i));
    std::size_t labelled = 0;
    std::size_t changed = 0;
    for (std::size_t p = 0; p < scene.image.pixel_count(); ++p) {
      if (scene.labels.hands[0].mask.pixels[p] == 0) continue;
      ++labelled;
      changed += !std::equal(&scene.image.pixels[3 * p], &scene.image.pixels[3 * p] + 3,
                             &wall.image.pixels[3 * p]);
    }
    EXPECT_GE(changed + 2, labelled) << i;
  }
}

TEST(Renderer, KeepsPictureStatisticsInTheRangeOfPhotographs) {
  auto options = small();
  double mean = 0.0;
  double deviation = 0.0;
  double cover = 0.0;
  const Renderer renderer(options, Seed(1));
  constexpr int kCount = 60;
  for (std::uint64_t i = 0; i < kCount; ++i) {
    const auto scene = renderer.render(Seed(i));
    double sum = 0.0;
    double squares = 0.0;
    for (const std::uint8_t value : scene.image.pixels) {
      sum += value;
      squares += static_cast<double>(value) * value;
    }
    const auto count = static_cast<double>(scene.image.pixels.size());
    mean += sum / count / kCount;
    deviation += std::sqrt(squares / count - sum / count * sum / count) / kCount;
    for (const auto& hand : scene.labels.hands) {
      cover += static_cast<double>(pixels_of(hand.mask)) / (64.0 * 48.0) / kCount;
    }
  }
  EXPECT_NEAR(mean, 110.0, 25.0);
  EXPECT_NEAR(deviation, 45.0, 15.0);
  EXPECT_NEAR(cover, 0.14, 0.08);
}

TEST(Renderer, MovesALittleFromFrameToFrame) {
  auto options = small();
  options.clip_length = 30;
  options.effects = false;
  const Renderer renderer(options, Seed(1));
  for (std::uint64_t clip = 0; clip < 3; ++clip) {
    const auto first = renderer.render(Seed(clip), 10);
    const auto next = renderer.render(Seed(clip), 11);
    EXPECT_EQ(first.subject, next.subject);
    const auto& a = *first.labels.hands[0].label.joints_mm;
    const auto& b = *next.labels.hands[0].label.joints_mm;
    float most_mm = 0.0F;
    for (std::size_t k = 0; k < a.size(); ++k) most_mm = std::max(most_mm, length(a[k] - b[k]));
    EXPECT_GT(most_mm, 0.0F);
    EXPECT_LT(most_mm, 40.0F);
  }
}

TEST(Renderer, RefusesOptionsThatContradictEachOther) {
  auto options = small();
  options.camera.jpeg_quality_min = 90;
  options.camera.jpeg_quality_max = 30;
  EXPECT_THROW(Renderer(options, Seed(1)), InvalidArgument);
  EXPECT_THROW(Renderer(small(), Seed(1), {Image(8, 8, 1)}), InvalidArgument);
}

std::unique_ptr<Dataset> opened(const std::string& argument) {
  return open_dataset(parse_dataset_argument(argument));
}

TEST(SyntheticDataset, FillsTheWholeSample) {
  const auto dataset = opened("synthetic?n=5&size=48&hands=both&empty=0&subjects=2");
  EXPECT_EQ(dataset->size(), 5U);
  for (std::size_t i = 0; i < dataset->size(); ++i) {
    const Sample sample = dataset->get(i, Seed(1));
    EXPECT_EQ(sample.image.width, 48);
    EXPECT_EQ(sample.mask.pixel_count(), 48U * 48U);
    EXPECT_EQ(sample.parts_extent, Extent::kAmodal);
    EXPECT_TRUE(sample.camera.has_value());
    ASSERT_EQ(sample.hands.size(), 2U);
    for (const auto& hand : sample.hands) {
      EXPECT_TRUE(hand.side && hand.keypoints && hand.joints_mm);
    }
    for (std::size_t p = 0; p < sample.mask.pixels.size(); ++p) {
      const std::uint8_t side = sample.sides.pixels[p];
      EXPECT_EQ(sample.mask.pixels[p] == kHand, side != kNoSide);
      if (side == kLeftSide) {
        EXPECT_NE(sample.parts_left.pixels[p], 0);
      }
      if (side == kRightSide) {
        EXPECT_NE(sample.parts_right.pixels[p], 0);
      }
      EXPECT_EQ(sample.depth.values[p] > 0.0F, side != kNoSide);
    }
  }
}

TEST(SyntheticDataset, VariesWithItsSeedWithTheVariationAndWithTheSplit) {
  const auto options = std::string("?n=3&size=32&subjects=2&seed=");
  const Image image = opened("synthetic" + options + "1")->get(0, Seed(1)).image;
  EXPECT_EQ(opened("synthetic" + options + "1")->get(0, Seed(1)).image, image);
  EXPECT_NE(opened("synthetic" + options + "2")->get(0, Seed(1)).image, image);
  EXPECT_NE(opened("synthetic:val" + options + "1")->get(0, Seed(1)).image, image);
  EXPECT_NE(opened("synthetic" + options + "1")->get(0, Seed(2)).image, image);
}

TEST(SyntheticDataset, NumbersTheFramesOfItsClips) {
  const auto dataset = opened("synthetic?n=6&size=32&clip_length=3&subjects=2");
  const Sample sample = dataset->get(4, Seed(1));
  EXPECT_EQ(sample.video, "clip-1");
  EXPECT_EQ(sample.frame, 1);
  EXPECT_EQ(dataset->get(4, Seed(9)).image, sample.image);
}

TEST(SyntheticDataset, RefusesAnIndexBeyondItsEnd) {
  EXPECT_THROW((void)opened("synthetic?n=2&size=32")->get(2, Seed(1)), InvalidArgument);
}

}  // namespace
}  // namespace handsight::synthetic
