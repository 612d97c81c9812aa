// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/geometry/resample.h"

#include <cstdint>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "handsight/core/error.h"

namespace handsight {
namespace {

Image grey_row(std::vector<std::uint8_t> pixels) {
  Image image(static_cast<int>(pixels.size()), 1, 1);
  image.pixels = std::move(pixels);
  return image;
}

TEST(ResampleBilinear, WeighsEveryPixelUnderAWidenedTriangle) {
  const auto half = resample_bilinear(grey_row({80, 160, 0, 240}), 2, 1);
  // pixel centres 0.5, 1.5, 2.5 are 0.5, 0.5 and 1.5 from 1.0, the reach is 2: 3/7, 3/7, 1/7
  EXPECT_EQ(half.pixels[0], 103);  // (80 * 3 + 160 * 3) / 7 = 102.86
  EXPECT_EQ(half.pixels[1], 126);  // (160 + 240 * 3) / 7 = 125.7
}

TEST(ResampleBilinear, MixesNeighboursWhereItEnlarges) {
  const auto twice = resample_bilinear(grey_row({0, 100}), 4, 1);
  EXPECT_EQ(twice.pixels, (std::vector<std::uint8_t>{0, 25, 75, 100}));
}

TEST(ResampleBilinear, KeepsChannelsApart) {
  Image image(2, 2, 4);
  for (int i = 0; i < 4; ++i) image.at(i % 2, i / 2)[3] = 200;
  const auto one = resample_bilinear(image, 1, 1);
  EXPECT_EQ(one.pixels, (std::vector<std::uint8_t>{0, 0, 0, 200}));
}

TEST(ResampleBilinear, LeavesAFlatPictureFlatAtAnySize) {
  const auto resized = resample_bilinear(Image(31, 17, 3, 255), 7, 40);
  EXPECT_EQ(resized, Image(7, 40, 3, 255));
}

TEST(ResampleNearest, TakesTheLabelUnderTheCentre) {
  const auto three = resample_nearest(grey_row({1, 2, 3, 4, 5}), 3, 1);
  EXPECT_EQ(three.pixels, (std::vector<std::uint8_t>{1, 3, 5}));
}

TEST(Resample, RefusesEmptyPicturesAndSizes) {
  EXPECT_THROW((void)resample_bilinear(Image(), 2, 2), InvalidArgument);
  EXPECT_THROW((void)resample_nearest(Image(2, 2, 1), 0, 2), InvalidArgument);
}

}  // namespace
}  // namespace handsight
