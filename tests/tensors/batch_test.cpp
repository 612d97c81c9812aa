// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/tensors/batch.h"

#include <array>

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"

namespace handsight {
namespace {

using testing::HasSubstr;

Batch one(const char* id) { return {.image = at::zeros({1, 3, 4, 6}, at::kByte), .ids = {id}}; }

TEST(Stack, FillsLabelsThatOnlySomeHaveWithNotKnown) {
  auto labelled = one("a");
  labelled.mask = at::ones({1, 4, 6}, at::kByte);
  labelled.depth = at::full({1, 4, 6}, 300.0F);
  labelled.keypoints = at::full({1, 21, 3}, 2.0F);
  labelled.side = at::full({1}, kRightSide, at::kByte);
  const auto both = stack({one("b"), labelled});
  EXPECT_TRUE(both.mask[0].eq(kIgnore).all().item<bool>());
  EXPECT_TRUE(both.mask[1].eq(kHand).all().item<bool>());
  EXPECT_TRUE(both.depth[0].eq(0).all().item<bool>());
  EXPECT_EQ(both.keypoints[0][5][2].item<float>(), static_cast<float>(Visibility::kUnlabelled));
  EXPECT_EQ(both.side[0].item<int>(), kNoSide);
  EXPECT_FALSE(both.parts.defined());
  EXPECT_THAT(both.ids, testing::ElementsAre("b", "a"));
}

TEST(Stack, SaysWhichSizesDiffer) {
  auto other = one("b");
  other.image = at::zeros({1, 3, 5, 6}, at::kByte);
  try {
    (void)stack({one("a"), other});
    FAIL() << "no exception";
  } catch (const InvalidArgument& error) {
    EXPECT_THAT(error.what(), HasSubstr("[1, 3, 5, 6] beside one of [1, 3, 4, 6]"));
  }
}

TEST(SelectSamples, TakesThemInTheOrderAskedFor) {
  auto first = one("a");
  first.image.fill_(7);
  constexpr std::array<std::int64_t, 2> kTurned{1, 0};
  const auto turned = select_samples(stack({first, one("b")}), kTurned);
  EXPECT_THAT(turned.ids, testing::ElementsAre("b", "a"));
  EXPECT_TRUE(turned.image[1].eq(7).all().item<bool>());
}

TEST(ReplaceSamples, LeavesTheOthers) {
  constexpr std::array<std::int64_t, 1> kSecond{1};
  auto part = one("x");
  part.image.fill_(9);
  const auto replaced = replace_samples(stack({one("a"), one("b")}), kSecond, part);
  EXPECT_TRUE(replaced.image[0].eq(0).all().item<bool>());
  EXPECT_TRUE(replaced.image[1].eq(9).all().item<bool>());
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
