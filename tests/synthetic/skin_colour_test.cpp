// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/skin_colour.h"

#include <gtest/gtest.h>

#include "handsight/data/synthetic/linear_image.h"

namespace handsight::synthetic {
namespace {

SkinPalette palette_of(float melanin) {
  SkinTraits traits;
  traits.pigments.melanin = melanin;
  return skin_palette(traits);
}

TEST(SkinColour, GetsDarkerWithMelanin) {
  float before = 1.0F;
  for (const float melanin : {0.01F, 0.03F, 0.08F, 0.2F, 0.45F}) {
    const float now = luminance(skin_reflectance({.melanin = melanin}));
    EXPECT_LT(now, before) << melanin;
    before = now;
  }
}

TEST(SkinColour, GetsRedderWithBlood) {
  const Vec3 pale = skin_reflectance({.haemoglobin = 0.004F});
  const Vec3 flushed = skin_reflectance({.haemoglobin = 0.1F});
  EXPECT_GT(flushed.x / flushed.y, 1.3F * pale.x / pale.y);
}

TEST(SkinColour, IsRedderThanGreenAndGreenerThanBlueOnAnyBack) {
  for (std::uint64_t i = 0; i < 200; ++i) {
    const Vec3 back = skin_palette(random_skin_traits(Seed(i))).back;
    EXPECT_GT(back.x, back.y) << i;
    EXPECT_GT(back.y, back.z) << i;
    EXPECT_GT(back.z, 0.0F) << i;
    EXPECT_LT(back.x, 1.0F) << i;
  }
}

TEST(SkinColour, OfPeopleCoversLightAndDark) {
  int light = 0;
  int dark = 0;
  for (std::uint64_t i = 0; i < 200; ++i) {
    const float back = luminance(skin_palette(random_skin_traits(Seed(i))).back);
    light += back > 0.30F ? 1 : 0;
    dark += back < 0.10F ? 1 : 0;
  }
  EXPECT_GT(light, 20);
  EXPECT_GT(dark, 20);
}

TEST(SkinPalette, HasAPalmThatIsMuchLighterThanADarkBack) {
  const auto dark = palette_of(0.4F);
  EXPECT_GT(luminance(dark.palm), 2.0F * luminance(dark.back));
}

TEST(SkinPalette, HasAPalmLikeTheBackOnLightSkin) {
  const auto light = palette_of(0.012F);
  EXPECT_NEAR(luminance(light.palm), luminance(light.back), 0.1F * luminance(light.back));
}

}  // namespace
}  // namespace handsight::synthetic
