// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/visualisation/contact_sheet.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "handsight/core/error.h"

namespace handsight {
namespace {

int count_of(const Image& sheet, std::uint8_t red, std::uint8_t green, std::uint8_t blue) {
  int count = 0;
  for (std::size_t i = 0; i < sheet.pixels.size(); i += 3) {
    if (sheet.pixels[i] == red && sheet.pixels[i + 1] == green && sheet.pixels[i + 2] == blue) {
      ++count;
    }
  }
  return count;
}

TEST(ContactSheet, ShowsEveryPictureFittedIntoItsCell) {
  Image red(200, 100, 3);
  for (std::size_t i = 0; i < red.pixels.size(); i += 3) red.pixels[i] = 255;
  const std::vector<SheetPicture> pictures{{red, "a"}, {Image(50, 100, 1, 77), "b"}};
  const auto sheet = contact_sheet(pictures, {.columns = 2, .cell_px = 100});
  EXPECT_EQ(count_of(sheet, 255, 0, 0), 100 * 50);
  EXPECT_EQ(count_of(sheet, 77, 77, 77), 50 * 100);
}

TEST(ContactSheet, WritesTheCaptions) {
  const std::vector<SheetPicture> with{{Image(10, 10, 3), "caption"}};
  const std::vector<SheetPicture> without{{Image(10, 10, 3), ""}};
  EXPECT_NE(contact_sheet(with), contact_sheet(without));
}

TEST(ContactSheet, CutsACaptionThatIsLongerThanItsCell) {
  const std::vector<SheetPicture> lengthy{{Image(10, 10, 3), std::string(500, 'x')}};
  const std::vector<SheetPicture> brief{{Image(10, 10, 3), "x"}};
  EXPECT_EQ(contact_sheet(lengthy).width, contact_sheet(brief).width);
}

TEST(ContactSheet, PutsAboutAsManyInARowAsThereAreRows) {
  const std::vector<SheetPicture> nine(9, {Image(40, 40, 3), ""});
  const auto square = contact_sheet(nine, {.cell_px = 40});
  const auto wide = contact_sheet(nine, {.columns = 9, .cell_px = 40});
  EXPECT_LT(square.width, wide.width / 2);
  EXPECT_GT(square.height, wide.height * 2);
}

TEST(ContactSheet, RefusesNoPictures) { EXPECT_THROW((void)contact_sheet({}), InvalidArgument); }

TEST(ContactSheet, RefusesASheetBeyondItsLimit) {
  const std::vector<SheetPicture> many(200, {Image(1, 1, 3), ""});
  EXPECT_THROW((void)contact_sheet(many, {.cell_px = 2048}), InvalidArgument);
}

}  // namespace
}  // namespace handsight
