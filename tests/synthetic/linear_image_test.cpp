// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/linear_image.h"

#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/data/synthetic/noise.h"

namespace handsight::synthetic {
namespace {

TEST(Srgb, MapsHalfToTheStandardsValue) {
  EXPECT_NEAR(linear_from_srgb(0.5F), 0.2140F, 1e-4F);
  EXPECT_NEAR(srgb_from_linear(0.2140F), 0.5F, 1e-4F);
}

TEST(Srgb, GivesBackAllBytes) {
  Image bytes(16, 16, 3);
  for (std::size_t i = 0; i < bytes.pixels.size(); ++i) {
    bytes.pixels[i] = static_cast<std::uint8_t>(i % 256);
  }
  EXPECT_EQ(encode_srgb(decode_srgb(bytes)), bytes);
}

TEST(Srgb, ClipsWhatIsTooBright) {
  const Image image = encode_srgb(LinearImage(1, 1, {7.0F, 1.0F, -1.0F}));
  EXPECT_EQ(image.pixels, (std::vector<std::uint8_t>{255, 255, 0}));
}

TEST(Srgb, TakesThreeChannelsOnly) {
  EXPECT_THROW((void)decode_srgb(Image(2, 2, 1)), InvalidArgument);
}

TEST(Blur, SpreadsAPointAndKeepsItsLight) {
  LinearImage point(21, 21);
  point.row(10)[10] = {1.0F, 1.0F, 1.0F};
  const LinearImage soft = blurred(point, 2.0F);
  float sum = 0.0F;
  float variance = 0.0F;
  for (int y = 0; y < 21; ++y) {
    for (int x = 0; x < 21; ++x) {
      const float value = soft.row(y)[x].x;
      sum += value;
      variance += value * static_cast<float>((x - 10) * (x - 10));
    }
  }
  EXPECT_NEAR(sum, 1.0F, 1e-4F);
  EXPECT_NEAR(variance, 4.0F, 1.0F);
}

TEST(Resample, TakesTheMeanOfFourPixelsAtHalfTheSize) {
  LinearImage picture(2, 2);
  picture.row(0)[0] = {1.0F, 0.0F, 0.0F};
  picture.row(1)[1] = {1.0F, 2.0F, 0.0F};
  const Vec3 mean = resample(picture, 1, 1).row(0)[0];
  EXPECT_FLOAT_EQ(mean.x, 0.5F);
  EXPECT_FLOAT_EQ(mean.y, 0.5F);
}

TEST(FractalNoise, FillsTheRangeAboutOneHalf) {
  const ScalarField field = fractal_noise(200, 100, {}, Seed(3));
  double sum = 0.0;
  for (const float value : field.values) {
    ASSERT_GE(value, 0.0F);
    ASSERT_LE(value, 1.0F);
    sum += static_cast<double>(value);
  }
  EXPECT_NEAR(sum / static_cast<double>(field.values.size()), 0.5, 0.1);
}

TEST(ValueNoise, IsContinuousAcrossCells) {
  for (const float at : {-2.0F, 0.0F, 3.0F}) {
    EXPECT_NEAR(value_noise({at - 1e-4F, 0.3F, 0.7F}, 5), value_noise({at + 1e-4F, 0.3F, 0.7F}, 5),
                1e-3F);
  }
}

}  // namespace
}  // namespace handsight::synthetic
