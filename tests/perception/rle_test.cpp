// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/rle.h"

#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/core/seed.h"

#include "perception/drawn_mask.h"

namespace handsight {
namespace {

using testing::drawn;
using Counts = std::vector<std::uint32_t>;

TEST(Rle, CountsDownTheColumns) {
  const auto rle = encode_rle(drawn({".#.",  //
                                     "##."}));
  EXPECT_EQ(rle.counts, (Counts{1, 3, 2}));
}

TEST(Rle, BeginsWithAnEmptyRunWhenTheFirstPixelIsSet) {
  EXPECT_EQ(encode_rle(drawn({"#."})).counts, (Counts{0, 1, 1}));
}

TEST(Rle, IsOneRunForAnEmptyMask) { EXPECT_EQ(encode_rle(Image(3, 2, 1)).counts, (Counts{6})); }

TEST(Rle, PlacesAHandInItsPicture) {
  const Hand hand{.box = {1, 1, 2, 2}, .mask = drawn({"#.", "##"})};
  EXPECT_EQ(encode_rle(hand, 4, 4), encode_rle(drawn({"....",  //
                                                      ".#..",  //
                                                      ".##.",  //
                                                      "...."})));
}

TEST(Rle, RefusesAHandOutsideItsPicture) {
  const Hand hand{.box = {3, 0, 2, 1}, .mask = drawn({"##"})};
  EXPECT_THROW((void)encode_rle(hand, 4, 4), InvalidArgument);
}

// By hand, after the rule of cocoapi: 6 is the character 48 + 6; 20 has its sign bit set, so that
// five bits and "more" are 48 + 20 + 32 and an empty 0 follows; the fourth count is written as its
// difference to the second, -1 as five set bits, 48 + 31.
TEST(Rle, WritesFiveBitsACharacter) {
  EXPECT_EQ(rle_text({.height = 1, .width = 6, .counts = {6}}), "6");
  EXPECT_EQ(rle_text({.height = 1, .width = 20, .counts = {20}}), "d0");
  EXPECT_EQ(rle_text({.height = 1, .width = 7, .counts = {1, 2, 3, 1}}), "123O");
}

TEST(Rle, ReadsItsTextBack) {
  EXPECT_EQ(rle_from_text("123O", 7, 1).counts, (Counts{1, 2, 3, 1}));
  EXPECT_EQ(rle_from_text("d0", 20, 1).counts, (Counts{20}));
}

TEST(Rle, SurvivesTheWayThereAndBack) {
  Random random(Seed(3));
  for (const double share : {0.001, 0.1, 0.5, 0.999}) {
    Image mask(97, 61, 1);
    for (auto& value : mask.pixels) value = random.chance(share) ? 1 : 0;
    const auto text = rle_text(encode_rle(mask));
    ASSERT_EQ(decode_rle(rle_from_text(text, 97, 61)), mask) << share;
  }
}

TEST(Rle, RefusesCountsThatDoNotAddUp) {
  EXPECT_THROW((void)decode_rle({.height = 2, .width = 2, .counts = {5}}), InvalidArgument);
  EXPECT_THROW((void)rle_from_text("6", 2, 2), InvalidArgument);
}

TEST(Rle, RefusesATextThatEndsInsideACount) {
  EXPECT_THROW((void)rle_from_text("d", 20, 1), InvalidArgument);
}

TEST(Rle, RefusesForeignCharacters) {
  EXPECT_THROW((void)rle_from_text("6 ", 6, 1), InvalidArgument);
}

TEST(Rle, RefusesACountWithoutEnd) {
  EXPECT_THROW((void)rle_from_text(std::string(1000, 'o'), 20, 1), InvalidArgument);
}

TEST(Rle, RefusesANegativeCount) { EXPECT_THROW((void)rle_from_text("O", 1, 1), InvalidArgument); }

}  // namespace
}  // namespace handsight
