// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/tensors/batch.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"

namespace handsight {
namespace {

using testing::HasSubstr;

Sample sample(int width, int height) {
  Sample s{.id = "s", .image = Image(width, height, 3, 100), .mask = Image(width, height, 1, 1)};
  return s;
}

TEST(MakeBatch, LabelsTheBordersOfALetterBoxIgnore) {
  const auto batch = make_batch({sample(40, 20)}, {.height = 20, .width = 20});
  EXPECT_EQ(batch.image.sizes(), at::IntArrayRef({1, 3, 20, 20}));
  EXPECT_EQ(batch.mask[0][0][0].item<int>(), kIgnore);
  EXPECT_EQ(batch.image[0][0][0][0].item<int>(), 0);
  EXPECT_EQ(batch.mask[0][10][0].item<int>(), kHand);
  EXPECT_EQ(batch.image[0][0][10][0].item<int>(), 100);
  EXPECT_EQ(batch.mask.eq(kIgnore).sum().item<int>(), 20 * 10);
}

TEST(MakeBatch, StretchesWithoutBorders) {
  const auto batch =
      make_batch({sample(40, 20)}, {.height = 20, .width = 20, .fit = Fit::kStretch});
  EXPECT_TRUE(batch.mask.eq(kHand).all().item<bool>());
}

TEST(MakeBatch, KeepsLabelsWholeWhenItShrinksAMask) {
  auto s = sample(64, 64);
  for (int x = 0; x < 32; ++x) {
    for (int y = 0; y < 64; ++y) *s.mask.at(x, y) = kIgnore;
  }
  const auto batch = make_batch({s}, {.height = 16, .width = 16});
  const auto known = batch.mask.eq(kHand).logical_or(batch.mask.eq(kIgnore));
  EXPECT_TRUE(known.all().item<bool>());
  EXPECT_EQ(batch.mask.eq(kIgnore).sum().item<int>(), 16 * 8);
}

TEST(MakeBatch, NamesTheSampleWhoseMaskHasAnotherSize) {
  auto s = sample(8, 8);
  s.mask = Image(8, 9, 1);
  try {
    (void)make_batch({s}, {.height = 8, .width = 8});
    FAIL() << "no exception";
  } catch (const InvalidArgument& error) {
    EXPECT_THAT(error.what(), HasSubstr("s: mask is 8 x 9, image is 8 x 8"));
  }
}

TEST(MakeBatch, RefusesToMixLabelledAndUnlabelledSamples) {
  auto unlabelled = sample(8, 8);
  unlabelled.mask = {};
  EXPECT_THROW((void)make_batch({sample(8, 8), unlabelled}, {.height = 8, .width = 8}),
               InvalidArgument);
}

TEST(Place, CentresAPictureThatKeepsItsAspect) {
  const auto placed = place(480, 640, {.height = 256, .width = 256});
  EXPECT_EQ(placed.width, 256);
  EXPECT_EQ(placed.height, 192);
  EXPECT_EQ(placed.top, 32);
  EXPECT_EQ(placed.left, 0);
}

TEST(Place, KeepsAtLeastOnePixelOfAStripe) {
  EXPECT_EQ(place(1, 10000, {.height = 64, .width = 64}).height, 1);
}

TEST(Image, SurvivesTheWayThroughATensor) {
  Image image(3, 2, 3);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) {
    image.pixels[i] = static_cast<std::uint8_t>(i);
  }
  EXPECT_EQ(tensor_to_image(image_to_tensor(image).squeeze(0)), image);
}

TEST(ClassLogits, TurnsOneLogitIntoTheSigmoid) {
  const auto logit = at::tensor({-2.0F, 0.5F}).view({1, 1, 1, 2});
  const auto hand = class_logits(logit).softmax(1).select(1, 1);
  EXPECT_TRUE(at::allclose(hand, logit.sigmoid().squeeze(1)));
}

TEST(Normalise, SubtractsAndDividesEachChannel) {
  const auto image = at::full({1, 3, 1, 1}, 51, at::kByte);  // 0.2
  const auto result = normalise(image, {0.2, 0.1, 0.0}, {1.0, 0.5, 0.1});
  EXPECT_TRUE(at::allclose(result.flatten(), at::tensor({0.0F, 0.2F, 2.0F}), 1e-5, 1e-6));
}

}  // namespace
}  // namespace handsight
