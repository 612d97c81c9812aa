// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <zlib.h>

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/imaging/picture_file.h"

#include "imaging/picture_samples.h"

namespace handsight {
namespace {

using testing::bytes_of;
using testing::ByteVector;
using testing::file_error;
using testing::four_colours;
using ::testing::HasSubstr;
using testing::PictureFolder;
using testing::save;

constexpr int kGrey = 0;
constexpr int kPalette = 3;

void append(ByteVector& bytes, const ByteVector& more) {
  // GCC 12 takes a range insert into a short vector for an overflow
  for (const auto byte : more) bytes.push_back(byte);
}

ByteVector big_endian(std::uint32_t value) {
  return bytes_of({static_cast<int>(value >> 24U), static_cast<int>(value >> 16U & 255U),
                   static_cast<int>(value >> 8U & 255U), static_cast<int>(value & 255U)});
}

void append_chunk(ByteVector& png, const char* name, const ByteVector& content) {
  append(png, big_endian(static_cast<std::uint32_t>(content.size())));
  ByteVector named;
  for (int i = 0; i < 4; ++i) named.push_back(static_cast<std::byte>(name[i]));
  append(named, content);
  append(png, named);
  const auto sum =
      crc32(0, reinterpret_cast<const Bytef*>(named.data()), static_cast<uInt>(named.size()));
  append(png, big_endian(static_cast<std::uint32_t>(sum)));
}

/// A PNG of one row, whose samples are `row` as they lie in the file.
ByteVector png_row(int width, int bits, int colour_type, const ByteVector& row,
                   const ByteVector& palette = {}) {
  auto png = bytes_of({0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
  auto header = big_endian(static_cast<std::uint32_t>(width));
  append(header, big_endian(1));
  append(header, bytes_of({bits, colour_type, 0, 0, 0}));
  append_chunk(png, "IHDR", header);
  if (!palette.empty()) append_chunk(png, "PLTE", palette);
  auto filtered = bytes_of({0});
  append(filtered, row);
  std::array<Bytef, 256> packed{};
  uLongf size = packed.size();
  compress(packed.data(), &size, reinterpret_cast<const Bytef*>(filtered.data()), filtered.size());
  const auto* start = reinterpret_cast<const std::byte*>(packed.data());
  append_chunk(png, "IDAT", {start, start + size});
  append_chunk(png, "IEND", {});
  return png;
}

Image label_of(const ByteVector& bytes) {
  const PictureFolder folder;
  save(folder / "label", bytes);
  return read_label(folder / "label");
}

std::vector<std::uint8_t> ids(std::initializer_list<std::uint8_t> values) { return values; }

TEST(ReadLabel, KeepsGreyValuesAsTheyAre) {
  EXPECT_EQ(label_of(png_row(3, 8, kGrey, bytes_of({0, 1, 255}))).pixels, ids({0, 1, 255}));
}

TEST(ReadLabel, GivesTheIndicesOfAPalette) {
  const auto palette = bytes_of({0, 0, 0, 200, 30, 30, 30, 200, 30});
  EXPECT_EQ(label_of(png_row(4, 8, kPalette, bytes_of({2, 1, 0, 2}), palette)).pixels,
            ids({2, 1, 0, 2}));
}

TEST(ReadLabel, UnpacksPaletteIndicesOfTwoBits) {
  const auto palette = bytes_of({0, 0, 0, 200, 30, 30, 30, 200, 30, 9, 9, 9});
  EXPECT_EQ(label_of(png_row(4, 2, kPalette, bytes_of({0b11100100}), palette)).pixels,
            ids({3, 2, 1, 0}));
}

TEST(ReadLabel, ReadsOneBitAsZeroAndOne) {
  EXPECT_EQ(label_of(png_row(8, 1, kGrey, bytes_of({0b10110000}))).pixels,
            ids({1, 0, 1, 1, 0, 0, 0, 0}));
}

TEST(ReadLabel, ReadsSixteenBitsWhenTheIdsFit) {
  EXPECT_EQ(label_of(png_row(2, 16, kGrey, bytes_of({0, 7, 0, 255}))).pixels, ids({7, 255}));
}

TEST(ReadLabel, RefusesIdsAbove255) {
  EXPECT_THAT(file_error([] {
                (void)label_of(png_row(1, 16, kGrey, bytes_of({1, 0})));
              }),
              HasSubstr("found the id 256"));
}

TEST(ReadLabel, TakesAColourPictureWhoseChannelsAgree) {
  EXPECT_EQ(label_of(encode_png(Image(2, 1, 3, 5))).pixels, ids({5, 5}));
}

TEST(ReadLabel, RefusesColours) {
  EXPECT_THAT(file_error([] { (void)label_of(encode_png(four_colours(4, 4))); }),
              HasSubstr("found a colour picture"));
}

TEST(ReadLabel, ReadsAGreyJpeg) {
  EXPECT_EQ(label_of(encode_jpeg(Image(8, 8, 1, 255))), Image(8, 8, 1, 255));
}

TEST(ReadLabel, ReadsAOneBitBmp) {
  auto bmp = bytes_of({'B', 'M', 0, 0, 0, 0, 0, 0, 0, 0, 62, 0, 0, 0, 40,
                       0,   0,   0, 4, 0, 0, 0, 1, 0, 0, 0,  1, 0, 1, 0});
  bmp.resize(54);
  append(bmp, bytes_of({0, 0, 0, 0, 255, 255, 255, 0, 0b01100000, 0, 0, 0}));
  EXPECT_EQ(label_of(bmp).pixels, ids({0, 255, 255, 0}));
}

TEST(ReadPicture, LooksPalettesUp) {
  const auto palette = bytes_of({0, 0, 0, 200, 30, 40});
  const auto png = png_row(1, 8, kPalette, bytes_of({1}), palette);
  EXPECT_EQ(read_picture_bytes(png, "palette").pixels, ids({200, 30, 40}));
}

TEST(ReadPicture, KeepsTheUpperBitsOfSixteen) {
  const auto png = png_row(1, 16, kGrey, bytes_of({0x12, 0xff}));
  EXPECT_EQ(read_picture_bytes(png, "deep").pixels, ids({0x12, 0x12, 0x12}));
}

TEST(ReadPicture, StretchesOneBitToBlackAndWhite) {
  const auto png = png_row(2, 1, kGrey, bytes_of({0b01000000}));
  EXPECT_EQ(read_picture_bytes(png, "bits").pixels, ids({0, 0, 0, 255, 255, 255}));
}

}  // namespace
}  // namespace handsight
