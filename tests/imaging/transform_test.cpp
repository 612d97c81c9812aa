// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/imaging/transform.h"

#include <limits>

#include <gtest/gtest.h>

#include "handsight/core/error.h"

namespace handsight {
namespace {

Image row_of(std::initializer_list<std::uint8_t> values) {
  Image image(static_cast<int>(values.size()), 1, 1);
  image.pixels = values;
  return image;
}

TEST(Resize, TakesTheMeanOfTheCoveredPixelsWhenItShrinksByArea) {
  EXPECT_EQ(resize(row_of({10, 20, 30, 50}), 2, 1, Interpolation::kArea), row_of({15, 40}));
}

TEST(Resize, MakesNoNewValuesByNearestNeighbour) {
  EXPECT_EQ(resize(row_of({1, 255}), 6, 1, Interpolation::kNearest),
            row_of({1, 1, 1, 255, 255, 255}));
}

TEST(Resize, TakesTheNearestCentreWhenItShrinksByThree) {
  EXPECT_EQ(resize(row_of({1, 2, 3, 4, 5, 6}), 2, 1, Interpolation::kNearest), row_of({2, 5}));
}

TEST(Resize, KeepsChannelsApart) {
  Image image(2, 2, 3);
  image.pixels = {10, 0, 200, 10, 0, 200, 10, 0, 200, 10, 0, 200};
  const auto larger = resize(image, 5, 3, Interpolation::kBilinear);
  EXPECT_EQ(std::vector<std::uint8_t>(larger.at(4, 2), larger.at(4, 2) + 3),
            (std::vector<std::uint8_t>{10, 0, 200}));
}

TEST(Resize, RefusesAnEmptyPicture) {
  EXPECT_THROW((void)resize(Image{}, 2, 2, Interpolation::kArea), InvalidArgument);
}

TEST(Resize, RefusesAnEmptySize) {
  EXPECT_THROW((void)resize(row_of({1}), 0, 2, Interpolation::kArea), InvalidArgument);
}

TEST(Warp, MovesPixelsToWhereTheMatrixSays) {
  const Affine right_by_one{1, 0, 1, 0, 1, 0};
  EXPECT_EQ(warp_affine(row_of({10, 20, 30}), right_by_one, 3, 1, Interpolation::kBilinear, 7),
            row_of({7, 10, 20}));
}

TEST(Warp, FillsEveryChannelOutsideWithTheBorderValue) {
  const Image image(1, 1, 3, 50);
  const Affine away{1, 0, 10, 0, 1, 0};
  EXPECT_EQ(warp_affine(image, away, 2, 1, Interpolation::kNearest, 255), Image(2, 1, 3, 255));
}

TEST(Warp, RefusesAMatrixThatFlattensThePicture) {
  const Affine flat{1, 1, 0, 1, 1, 0};
  EXPECT_THROW((void)warp_affine(row_of({1}), flat, 2, 2, Interpolation::kNearest, 0),
               InvalidArgument);
}

TEST(Warp, RefusesAMatrixThatIsNotFinite) {
  const Affine broken{1, 0, std::numeric_limits<double>::quiet_NaN(), 0, 1, 0};
  EXPECT_THROW((void)warp_affine(row_of({1}), broken, 2, 2, Interpolation::kNearest, 0),
               InvalidArgument);
}

TEST(Blur, LeavesThePictureAsItIsForSigmaZero) {
  EXPECT_EQ(gaussian_blur(row_of({0, 255, 0}), 0.0), row_of({0, 255, 0}));
}

TEST(Blur, KeepsAnEvenPictureEven) {
  EXPECT_EQ(gaussian_blur(Image(9, 7, 3, 80), 2.0), Image(9, 7, 3, 80));
}

TEST(Blur, SpreadsAPointSymmetrically) {
  Image point(7, 7, 1);
  *point.at(3, 3) = 255;
  const auto blurred = gaussian_blur(point, 1.0);
  EXPECT_EQ(*blurred.at(2, 3), *blurred.at(4, 3));
  // 1 / (2 pi) of 255 at the centre of a discrete Gaussian of sigma 1
  EXPECT_NEAR(*blurred.at(3, 3), 40.6, 1.5);
}

TEST(Blur, LeavesItsInputAlone) {
  const ProbabilityMap map{.width = 3, .height = 1, .values = {0.0F, 1.0F, 0.0F}};
  const auto blurred = gaussian_blur(map, 1.0);
  EXPECT_EQ(map.values[1], 1.0F);
  EXPECT_LT(blurred.values[1], 0.7F);
}

TEST(Blur, RefusesANegativeSigma) {
  EXPECT_THROW((void)gaussian_blur(row_of({1}), -1.0), InvalidArgument);
}

TEST(Median, RemovesAPointAndKeepsAnEdge) {
  EXPECT_EQ(median_filter(row_of({0, 0, 0, 255, 0, 0, 0}), 3), row_of({0, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(median_filter(row_of({0, 0, 0, 255, 255, 255}), 3), row_of({0, 0, 0, 255, 255, 255}));
}

TEST(Median, RefusesAnEvenSide) {
  EXPECT_THROW((void)median_filter(row_of({1, 2}), 4), InvalidArgument);
}

}  // namespace
}  // namespace handsight
