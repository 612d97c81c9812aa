// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/imaging/exif.h"

#include <gtest/gtest.h>

#include "imaging/picture_samples.h"

namespace handsight {
namespace {

using testing::bytes_of;
using testing::exif_block;
using testing::four_colours;
using testing::quarters;

TEST(Exif, ReadsTheOrientationInBothByteOrders) {
  EXPECT_EQ(exif_orientation(exif_block(6, false)), 6);
  EXPECT_EQ(exif_orientation(exif_block(6, true)), 6);
}

TEST(Exif, TakesNonsenseForUpright) {
  EXPECT_EQ(exif_orientation({}), 1);
  EXPECT_EQ(exif_orientation(exif_block(9)), 1);
  EXPECT_EQ(exif_orientation(bytes_of({'I', 'I', 42, 0, 0xff, 0xff, 0xff, 0xff})), 1);
}

TEST(Exif, EndsAtTheEndOfABlockThatPromisesMoreEntries) {
  EXPECT_EQ(exif_orientation(bytes_of({'I', 'I', 42, 0, 8, 0, 0, 0, 0xff, 0xff})), 1);
}

struct Turn {
  int orientation;
  const char* seen;  ///< quarters, read like text, of a picture stored as "rgbw"
};

class Orientation : public ::testing::TestWithParam<Turn> {};

// Exif 2.32: where row 0 and column 0 of the stored picture lie in the one to be seen.
INSTANTIATE_TEST_SUITE_P(All, Orientation,
                         ::testing::Values(Turn{1, "rgbw"},    // top, left
                                           Turn{2, "grwb"},    // top, right
                                           Turn{3, "wbgr"},    // bottom, right
                                           Turn{4, "bwrg"},    // bottom, left
                                           Turn{5, "rbgw"},    // left, top
                                           Turn{6, "brwg"},    // right, top
                                           Turn{7, "wgbr"},    // right, bottom
                                           Turn{8, "gwrb"}));  // left, bottom

TEST_P(Orientation, PutsTheFirstRowAndColumnWhereTheStandardSays) {
  const auto upright = apply_orientation(four_colours(8, 4), GetParam().orientation);
  EXPECT_EQ(quarters(upright), GetParam().seen);
  EXPECT_EQ(upright.width, GetParam().orientation >= 5 ? 4 : 8);
}

TEST(Exif, RefusesAnOrientationThatDoesNotExist) {
  EXPECT_THROW((void)apply_orientation(four_colours(4, 4), 0), InvalidArgument);
}

}  // namespace
}  // namespace handsight
