// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/tensors/augmentation.h"

#include <string>

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handsight/core/error.h"

namespace handsight {

void PrintTo(const AugmentationEntry& entry, std::ostream* out) { *out << entry.name; }

namespace {

using testing::HasSubstr;

Batch random_batch(std::int64_t n) {
  at::manual_seed(3);
  Batch batch{.image = at::rand({n, 3, 24, 32}), .mask = at::randint(2, {n, 24, 32}, at::kByte)};
  return batch;
}

std::vector<Seed> seeds(std::size_t n) {
  std::vector<Seed> all;
  for (std::size_t i = 0; i < n; ++i) all.push_back(Seed(7).split(i));
  return all;
}

class AugmentationContract : public testing::TestWithParam<AugmentationEntry> {};

TEST_P(AugmentationContract, KeepsSizesTypesAndRange) {
  const auto before = random_batch(4);
  const auto after = GetParam().make(Json())(random_batch(4), seeds(4));
  EXPECT_EQ(after.image.sizes(), before.image.sizes());
  EXPECT_EQ(after.image.scalar_type(), at::kFloat);
  EXPECT_EQ(after.mask.sizes(), before.mask.sizes());
  EXPECT_EQ(after.mask.scalar_type(), at::kByte);
  EXPECT_GE(after.image.min().item<float>(), 0.0F);
  EXPECT_LE(after.image.max().item<float>(), 1.0F);
}

TEST_P(AugmentationContract, InventsNoLabelButIgnore) {
  const auto after = GetParam().make(Json())(random_batch(4), seeds(4));
  const auto known = after.mask.le(1).logical_or(after.mask.eq(kIgnore));
  EXPECT_TRUE(known.all().item<bool>());
}

TEST_P(AugmentationContract, ChangesASampleTheSameWayInAnyBatch) {
  const auto augment = GetParam().make(Json());
  const auto all = seeds(4);
  const auto together = augment(random_batch(4), all);
  auto alone = random_batch(4);
  alone.image = alone.image.slice(0, 2, 3);
  alone.mask = alone.mask.slice(0, 2, 3);
  alone = augment(alone, std::span(all).subspan(2, 1));
  EXPECT_TRUE(at::allclose(alone.image[0], together.image[2], 1e-5, 1e-6));
  EXPECT_TRUE(at::equal(alone.mask[0], together.mask[2]));
}

TEST_P(AugmentationContract, ChangesSomethingForSomeSeed) {
  const auto before = random_batch(16);
  const auto after = GetParam().make(Json())(random_batch(16), seeds(16));
  EXPECT_FALSE(at::allclose(before.image, after.image));
}

TEST_P(AugmentationContract, RefusesAnUnknownOption) {
  try {
    (void)GetParam().make(Json{{"no_such_option", 1}});
    FAIL() << "no exception";
  } catch (const InvalidArgument& error) {
    EXPECT_THAT(error.what(), HasSubstr("no_such_option"));
    EXPECT_THAT(error.what(), HasSubstr(std::string(GetParam().name)));
  }
}

INSTANTIATE_TEST_SUITE_P(Catalog, AugmentationContract, testing::ValuesIn(augmentation_catalog()),
                         [](const auto& entry) { return std::string(entry.param.name); });

TEST(Flip, TwiceIsTheIdentity) {
  const auto flip = make_augmentation("flip", Json{{"probability", 1.0}});
  const auto before = random_batch(2);
  const auto once = flip(random_batch(2), seeds(2));
  const auto twice = flip(once, seeds(2));
  EXPECT_FALSE(at::equal(once.mask, before.mask));
  EXPECT_TRUE(at::equal(twice.image, before.image));
  EXPECT_TRUE(at::equal(twice.mask, before.mask));
}

TEST(Affine, ThatMovesNothingIsTheIdentity) {
  const auto affine = make_augmentation(
      "affine",
      Json{{"rotation_deg", 0.0}, {"scale_min", 1.0}, {"scale_max", 1.0}, {"shift", 0.0}});
  const auto before = random_batch(2);
  const auto after = affine(random_batch(2), seeds(2));
  EXPECT_TRUE(at::allclose(after.image, before.image, 1e-4, 1e-5));
  EXPECT_TRUE(at::equal(after.mask, before.mask));
}

TEST(Affine, ShrinksAPictureAndLabelsTheRestIgnore) {
  const auto affine = make_augmentation(
      "affine",
      Json{{"rotation_deg", 0.0}, {"scale_min", 0.5}, {"scale_max", 0.5}, {"shift", 0.0}});
  const auto after = affine(random_batch(1), seeds(1));
  EXPECT_EQ(after.mask.ne(kIgnore).sum().item<int>(), 12 * 16);
  EXPECT_EQ(after.mask[0][0][0].item<int>(), kIgnore);
  EXPECT_NE(after.mask[0][12][16].item<int>(), kIgnore);
}

TEST(Affine, MovesImageAndMaskAlike) {
  Batch batch{.image = at::zeros({1, 3, 32, 48}), .mask = at::zeros({1, 32, 48}, at::kByte)};
  batch.image.slice(2, 8, 24).slice(3, 10, 30).fill_(1);
  batch.mask.slice(1, 8, 24).slice(2, 10, 30).fill_(1);
  const auto after =
      make_augmentation("affine", Json{{"rotation_deg", 45.0}, {"shift", 0.1}})(batch, seeds(1));
  const auto bright = after.image[0][0].gt(0.5);
  const auto hand = after.mask[0].eq(1);
  const auto differing = bright.ne(hand).logical_and(after.mask[0].ne(kIgnore)).sum().item<int>();
  EXPECT_GT(hand.sum().item<int>(), 100);
  EXPECT_LT(differing, hand.sum().item<int>() / 10);  // only along the edge
}

TEST(Affine, RefusesARangeTurnedRound) {
  EXPECT_THROW((void)make_augmentation("affine", Json{{"scale_min", 2.0}, {"scale_max", 1.0}}),
               InvalidArgument);
}

TEST(Affine, PaintsWhatIsBeyondThePictureBlackWhenItIsBackground) {
  const auto affine = make_augmentation("affine", Json{{"rotation_deg", 0.0},
                                                       {"scale_min", 0.5},
                                                       {"scale_max", 0.5},
                                                       {"shift", 0.0},
                                                       {"beyond", "background"}});
  const auto after = affine(random_batch(1), seeds(1));
  EXPECT_EQ(after.mask.eq(kIgnore).sum().item<int>(), 0);
  EXPECT_EQ(after.image[0][0][0][0].item<float>(), 0.0F);
}

TEST(Crop, TakesAPartFromInsideThePicture) {
  const auto crop =
      make_augmentation("crop", Json{{"probability", 1.0}, {"area_min", 0.25}, {"area_max", 0.25}});
  const auto after = crop(random_batch(8), seeds(8));
  EXPECT_EQ(after.mask.eq(kIgnore).sum().item<int>(), 0);
}

TEST(Crop, LooksAtARareClassAsOftenAsAtACommonOne) {
  Batch batch{.image = at::zeros({32, 3, 20, 20}), .mask = at::zeros({32, 20, 20}, at::kByte)};
  batch.mask.slice(1, 3, 4).slice(2, 5, 6).fill_(kHand);  // one pixel of 400
  const auto crop = make_augmentation(
      "crop",
      Json{{"probability", 1.0}, {"area_min", 0.04}, {"area_max", 0.04}, {"centre", "class"}});
  const auto after = crop(batch, seeds(32));
  const auto centred = after.mask.select(1, 10).select(1, 10).eq(kHand).sum().item<int>();
  EXPECT_GE(centred, 8);
  EXPECT_LE(centred, 24);
}

TEST(CutOut, LeavesTheLabels) {
  const auto cut = make_augmentation("cut_out", Json{{"probability", 1.0}});
  EXPECT_TRUE(at::equal(cut(random_batch(2), seeds(2)).mask, random_batch(2).mask));
}

TEST(Augmentations, ListTheKnownNamesForAnUnknownOne) {
  try {
    (void)make_augmentation("twirl", Json());
    FAIL() << "no exception";
  } catch (const InvalidArgument& error) {
    EXPECT_THAT(error.what(), HasSubstr("flip, affine, crop, cut_out, colour_gain"));
  }
}

}  // namespace
}  // namespace handsight
