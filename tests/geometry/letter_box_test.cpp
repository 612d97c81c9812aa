// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/geometry/letter_box.h"

#include <gtest/gtest.h>

#include "handsight/core/error.h"

namespace handsight {
namespace {

TEST(LetterBox, PutsAWidePictureInTheMiddleOfASquare) {
  EXPECT_EQ(letter_box(1280, 720, 128, 128), (LetterBox{128, 128, 0, 28, 128, 72}));
}

TEST(LetterBox, HasNoBarsWhereTheCanvasIsFitted) {
  EXPECT_EQ(fitted_box(720, 1280, 256), (LetterBox{144, 256, 0, 0, 144, 256}));
}

TEST(LetterBox, KeepsAPixelOfAPictureAsNarrowAsALine) {
  EXPECT_EQ(letter_box(5000, 1, 128, 128).placed_height, 1);
}

TEST(LetterBox, TakesPixelCentresToPixelCentres) {
  const auto box = letter_box(8, 4, 4, 4);  // halved, one row of bar above and below
  const auto map = canvas_from_picture(box, 8, 4);
  // the first two pixels, at 0 and 1, share the canvas pixel 0
  EXPECT_DOUBLE_EQ(map.xx * 0.5 + map.x0, 0.0);
  EXPECT_DOUBLE_EQ(map.yy * 0.5 + map.y0, 1.0);
}

TEST(LetterBox, LeavesTheBarsBlack) {
  const auto canvas = place_picture(Image(4, 2, 1, 40), letter_box(4, 2, 2, 3));
  EXPECT_EQ(canvas.pixels, (std::vector<std::uint8_t>{0, 0, 40, 40, 0, 0}));
}

TEST(LetterBox, LeavesAPictureOfTheCanvasSizeAsItIs) {
  Image picture(3, 2, 3);
  for (std::size_t i = 0; i < picture.pixels.size(); ++i) {
    picture.pixels[i] = static_cast<std::uint8_t>(14 * i);
  }
  EXPECT_EQ(place_picture(picture, letter_box(3, 2, 3, 2)), picture);
}

TEST(LetterBox, EnlargesBilinearly) {
  Image picture(2, 1, 1);
  picture.pixels = {0, 100};
  EXPECT_EQ(place_picture(picture, letter_box(2, 1, 4, 2)).pixels,
            (std::vector<std::uint8_t>{0, 25, 75, 100, 0, 25, 75, 100}));
}

TEST(LetterBox, CutsTheBarsOffAMap) {
  const ProbabilityMap canvas{.width = 2, .height = 3, .values = {0, 0, 0.5F, 0.7F, 0, 0}};
  const auto map = without_bars(canvas, letter_box(20, 10, 2, 3));
  EXPECT_EQ(map.height, 1);
  EXPECT_EQ(map.values, (std::vector<float>{0.5F, 0.7F}));
}

TEST(LetterBox, RefusesAPictureWithoutPixels) {
  EXPECT_THROW((void)letter_box(0, 10, 2, 2), InvalidArgument);
  EXPECT_THROW((void)place_picture(Image(), letter_box(1, 1, 1, 1)), InvalidArgument);
}

}  // namespace
}  // namespace handsight
