// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/background.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"

namespace handsight::synthetic {
namespace {

bool finite_and_not_negative(const LinearImage& picture) {
  return std::ranges::all_of(picture.pixels, [](const Vec3& p) {
    return std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z) && p.x >= 0.0F &&
           p.y >= 0.0F && p.z >= 0.0F;
  });
}

TEST(Background, IsFiniteAndNotNegativeOfEveryKindAndSize) {
  for (const auto kind : kBackgroundKinds) {
    for (const auto [width, height] : {std::array{64, 48}, std::array{1, 1}, std::array{17, 90}}) {
      const auto picture = made_up_background(kind, width, height, Seed(1));
      EXPECT_EQ(picture.width, width);
      EXPECT_EQ(picture.height, height);
      EXPECT_TRUE(finite_and_not_negative(picture)) << kind << " " << width << " x " << height;
    }
  }
}

TEST(Background, VariesWithTheSeedOnly) {
  for (const auto kind : kBackgroundKinds) {
    const auto picture = encode_srgb(made_up_background(kind, 40, 40, Seed(1)));
    EXPECT_EQ(picture, encode_srgb(made_up_background(kind, 40, 40, Seed(1)))) << kind;
    EXPECT_NE(picture, encode_srgb(made_up_background(kind, 40, 40, Seed(2)))) << kind;
  }
}

TEST(Background, WithPeopleAndArmsIsFinite) {
  const BackgroundOptions options{.faces = 1.0, .arms = 1.0};
  for (std::uint64_t i = 0; i < 30; ++i) {
    EXPECT_TRUE(finite_and_not_negative(make_background(options, 40, 30, {}, Seed(i)))) << i;
  }
}

TEST(Background, ShowsTheColourOfAPhotograph) {
  Image green(30, 20, 3);
  for (std::size_t i = 1; i < green.pixels.size(); i += 3) green.pixels[i] = 200;
  const BackgroundOptions options{.faces = 0.0, .arms = 0.0, .photographs = 1.0};
  for (std::uint64_t i = 0; i < 10; ++i) {
    for (const Vec3& pixel : make_background(options, 64, 64, {&green, 1}, Seed(i)).pixels) {
      ASSERT_GT(pixel.y, 0.0F);
      ASSERT_FLOAT_EQ(pixel.x, 0.0F);
    }
  }
}

TEST(Background, RefusesAGreyPhotograph) {
  const Image grey(30, 20, 1);
  EXPECT_THROW((void)make_background({.photographs = 1.0}, 8, 8, {&grey, 1}, Seed(1)),
               InvalidArgument);
}

TEST(Background, RefusesAnUnknownKindAndAnEmptySize) {
  EXPECT_THROW((void)made_up_background("sea", 8, 8, Seed(1)), InvalidArgument);
  EXPECT_THROW((void)made_up_background("wood", 0, 8, Seed(1)), InvalidArgument);
}

}  // namespace
}  // namespace handsight::synthetic
