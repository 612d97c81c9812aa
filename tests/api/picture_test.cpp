// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/runtime/picture.h"

#include <vector>

#include <gtest/gtest.h>

#include "handsight/core/error.h"

namespace handsight {
namespace {

using api::PixelFormat;
using Bytes = std::vector<std::uint8_t>;

TEST(RuntimePicture, RepeatsGreyInEveryChannel) {
  const Bytes grey{7, 9};
  const auto image =
      rgb_of({.pixels = grey.data(), .width = 2, .height = 1, .format = PixelFormat::kGrey});
  EXPECT_EQ(image.pixels, (Bytes{7, 7, 7, 9, 9, 9}));
}

TEST(RuntimePicture, DropsTheAlphaOfBgra) {
  const Bytes bgra{1, 2, 3, 255};
  const auto image =
      rgb_of({.pixels = bgra.data(), .width = 1, .height = 1, .format = PixelFormat::kBgra});
  EXPECT_EQ(image.pixels, (Bytes{3, 2, 1}));
}

// BT.601, video range: Y 16 is black, Y 235 white, (81, 90, 240) red.
TEST(RuntimePicture, ReadsNv12) {
  const Bytes nv12{81, 81, 81, 81, 90, 240};
  const auto image =
      rgb_of({.pixels = nv12.data(), .width = 2, .height = 2, .format = PixelFormat::kNv12});
  EXPECT_NEAR(image.at(1, 1)[0], 255, 1);
  EXPECT_NEAR(image.at(1, 1)[1], 0, 1);
  EXPECT_NEAR(image.at(1, 1)[2], 0, 1);
}

TEST(RuntimePicture, ReadsNv12OfTwoPlanesWithGaps) {
  const Bytes luma{16, 235, 0, 16, 235, 0}, chroma{128, 128, 0, 0};
  const auto image = rgb_of({.pixels = luma.data(),
                             .width = 2,
                             .height = 2,
                             .stride = 3,
                             .format = PixelFormat::kNv12,
                             .chroma = chroma.data(),
                             .chroma_stride = 4});
  EXPECT_EQ(image.pixels, (Bytes{0, 0, 0, 255, 255, 255, 0, 0, 0, 255, 255, 255}));
}

TEST(RuntimePicture, RefusesNv12OfOddSides) {
  const Bytes bytes(16, 0);
  EXPECT_THROW(
      (void)rgb_of({.pixels = bytes.data(), .width = 3, .height = 2, .format = PixelFormat::kNv12}),
      InvalidArgument);
}

TEST(RuntimePicture, RefusesAPictureWithoutPixels) {
  EXPECT_THROW((void)rgb_of({.width = 2, .height = 2}), InvalidArgument);
}

}  // namespace
}  // namespace handsight
