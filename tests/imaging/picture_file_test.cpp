// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/imaging/picture_file.h"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>

#include "imaging/picture_samples.h"

namespace handsight {
namespace {

using testing::bytes_of;
using testing::ByteVector;
using testing::exif_block;
using testing::file_error;
using testing::four_colours;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::PictureFolder;
using testing::quarters;
using testing::save;
using testing::with_exif;

std::string error_of(const ByteVector& bytes) {
  return file_error([&] { (void)read_picture_bytes(bytes, "x.jpg"); });
}

// Bottom-up, 24 bits, BGR: four pixels a row need 12 bytes and no padding.
ByteVector bmp(int width, int height, int rows_present) {
  auto bytes =
      bytes_of({'B', 'M', 0,  0, 0,  0, 0,           0,          0, 0, 54,           0,
                0,   0,   40, 0, 0,  0, width & 255, width >> 8, 0, 0, height & 255, height >> 8,
                0,   0,   1,  0, 24, 0});
  bytes.resize(54);
  for (int y = 0; y < rows_present; ++y) {
    for (int x = 0; x < width; ++x) {
      for (const int value : {30, 20, 10}) bytes.push_back(static_cast<std::byte>(value));
    }
  }
  return bytes;
}

// Little-endian, one strip of 8-bit grey.
ByteVector tiff(int width, int height, std::size_t pixels_present) {
  constexpr int kEntries = 8;
  constexpr int kData = 8 + 2 + kEntries * 12 + 4;
  auto bytes = bytes_of({'I', 'I', 42, 0, 8, 0, 0, 0, kEntries, 0});
  const auto entry = [&](int tag, int value) {
    const auto more = bytes_of({tag & 255, tag >> 8, 4, 0, 1, 0, 0, 0, value & 255,
                                (value >> 8) & 255, (value >> 16) & 255, value >> 24});
    bytes.insert(bytes.end(), more.begin(), more.end());
  };
  entry(256, width);
  entry(257, height);
  entry(258, 8);
  entry(259, 1);
  entry(262, 1);
  entry(273, kData);
  entry(278, height);
  entry(279, width * height);
  bytes.resize(kData);
  bytes.resize(kData + pixels_present, std::byte{77});
  return bytes;
}

// An extended WebP around the lossless picture that OpenCV writes, with an EXIF chunk behind it.
ByteVector webp(int width, int height, int orientation) {
  cv::Mat blue_first(height, width, CV_8UC3, cv::Scalar(0, 255, 0));
  blue_first(cv::Rect(0, 0, width / 2, height)) = cv::Scalar(0, 0, 255);
  std::vector<unsigned char> simple;
  cv::imencode(".webp", blue_first, simple, {cv::IMWRITE_WEBP_QUALITY, 101});
  auto body = bytes_of({'W', 'E', 'B', 'P', 'V', 'P',       '8', 'X', 10,         0, 0,
                        0,   8,   0,   0,   0,   width - 1, 0,   0,   height - 1, 0, 0});
  for (auto i = simple.begin() + 12; i != simple.end(); ++i) {
    body.push_back(static_cast<std::byte>(*i));
  }
  const auto block = exif_block(orientation);
  const auto head = bytes_of({'E', 'X', 'I', 'F', static_cast<int>(block.size()), 0, 0, 0});
  body.insert(body.end(), head.begin(), head.end());
  body.insert(body.end(), block.begin(), block.end());
  const auto size = static_cast<int>(body.size());
  auto bytes = bytes_of({'R', 'I', 'F', 'F', size & 255, size >> 8, 0, 0});
  bytes.insert(bytes.end(), body.begin(), body.end());
  return bytes;
}

TEST(ReadPicture, GivesBackWhatWritePngWrote) {
  const PictureFolder folder;
  const auto image = four_colours(17, 9);
  write_png(folder / "a.png", image);
  EXPECT_EQ(read_picture(folder / "a.png"), image);
}

TEST(ReadPicture, ReadsWhatWriteJpegWrote) {
  const PictureFolder folder;
  write_jpeg(folder / "a.jpg", four_colours(64, 48), 95);
  const auto image = read_picture(folder / "a.jpg");
  EXPECT_EQ(quarters(image), "rgbw");
  EXPECT_EQ(image.width, 64);
  EXPECT_EQ(image.height, 48);
}

TEST(ReadPicture, LooksAtTheBytesNotAtTheName) {
  const PictureFolder folder;
  save(folder / "a.jpg", encode_png(four_colours(8, 8)));
  EXPECT_EQ(read_picture(folder / "a.jpg"), four_colours(8, 8));
}

TEST(ReadPicture, CopiesGreyToThreeChannels) {
  const auto image = read_picture_bytes(encode_png(Image(3, 2, 1, 90)), "grey");
  EXPECT_EQ(image, Image(3, 2, 3, 90));
  const auto jpeg = read_picture_bytes(encode_jpeg(Image(8, 8, 1, 90)), "grey");
  EXPECT_EQ(jpeg.channels, 3);
}

TEST(ReadPicture, DropsAlphaAndKeepsTheColoursBelow) {
  Image rgba(1, 1, 4);
  rgba.pixels = {10, 20, 30, 0};
  EXPECT_EQ(read_picture_bytes(encode_png(rgba), "alpha").pixels,
            (std::vector<std::uint8_t>{10, 20, 30}));
}

TEST(ReadPicture, ReadsBmp) {
  const auto image = read_picture_bytes(bmp(4, 2, 2), "a.bmp");
  EXPECT_EQ(std::vector<std::uint8_t>(image.pixels.begin(), image.pixels.begin() + 3),
            (std::vector<std::uint8_t>{10, 20, 30}));
}

TEST(ReadPicture, ReadsTiff) {
  EXPECT_EQ(read_picture_bytes(tiff(5, 3, 15), "a.tif"), Image(5, 3, 3, 77));
}

TEST(ReadPicture, ReadsWebpAndTurnsItAsItsExifSays) {
  const auto stored = read_picture_bytes(webp(8, 4, 6), "a.webp", {.exif = Exif::kSkip});
  EXPECT_EQ(quarters(stored), "rgrg");
  const auto seen = read_picture_bytes(webp(8, 4, 6), "a.webp");
  EXPECT_EQ(quarters(seen), "rrgg");
  EXPECT_EQ(seen.width, 4);
}

TEST(ReadPicture, RefusesAWebpThatIsCutShort) {
  auto bytes = webp(8, 4, 1);
  bytes.pop_back();
  EXPECT_THAT(error_of(bytes), HasSubstr("cut short"));
}

class JpegOrientation : public ::testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(All, JpegOrientation, ::testing::Range(1, 9));

TEST_P(JpegOrientation, TurnsThePictureOnlyWhenAsked) {
  const auto jpeg = with_exif(encode_jpeg(four_colours(64, 32), 95), exif_block(GetParam()));
  const auto stored = read_picture_bytes(jpeg, "a.jpg", {.exif = Exif::kSkip});
  EXPECT_EQ(quarters(stored), "rgbw");
  const auto seen = read_picture_bytes(jpeg, "a.jpg");
  static constexpr std::array<const char*, 8> kSeen{"rgbw", "grwb", "wbgr", "bwrg",
                                                    "rbgw", "brwg", "wgbr", "gwrb"};
  EXPECT_EQ(quarters(seen), kSeen[static_cast<std::size_t>(GetParam() - 1)]);
  EXPECT_EQ(seen.width, GetParam() >= 5 ? 32 : 64);
}

TEST(ReadPicture, SaysThatAFileIsMissing) {
  EXPECT_THAT(file_error([] { (void)read_picture("/nowhere/a.png"); }), HasSubstr("no such file"));
}

TEST(ReadPicture, SaysThatAPathIsAFolder) {
  const PictureFolder folder;
  EXPECT_THAT(file_error([&] { (void)read_picture(folder.path()); }), HasSubstr("is a folder"));
}

TEST(ReadPicture, RefusesADevice) {
  EXPECT_THAT(file_error([] { (void)read_picture("/dev/zero"); }), HasSubstr("no regular file"));
}

TEST(ReadPicture, SaysThatAFileIsEmpty) {
  const PictureFolder folder;
  save(folder / "a.png", ByteVector{});
  EXPECT_THAT(file_error([&] { (void)read_picture(folder / "a.png"); }), HasSubstr("is empty"));
}

TEST(ReadPicture, SaysThatATextIsNoPicture) {
  const PictureFolder folder;
  save(folder / "a.png", std::string("hello, I am a text"));
  EXPECT_THAT(file_error([&] { (void)read_picture(folder / "a.png"); }),
              HasSubstr("not a picture by its first bytes"));
}

TEST(ReadPicture, CallsAGifByItsName) {
  EXPECT_THAT(error_of(bytes_of({'G', 'I', 'F', '8', '9', 'a', 1, 0, 1, 0})),
              HasSubstr("the GIF data is cut short"));
}

/// 1 x 8 pixels, row y has the colour (10 y, 0, y); interlaced.
ByteVector interlaced_gif() {
  return bytes_of({71, 73, 70, 56, 55, 97, 1,  0,   8,   0,  130, 0, 0,  0, 0,  0,
                   10, 0,  1,  20, 0,  2,  30, 0,   3,   40, 0,   4, 50, 0, 5,  60,
                   0,  6,  70, 0,  7,  44, 0,  0,   0,   0,  1,   0, 8,  0, 64, 8,
                   12, 0,  1,  16, 16, 96, 32, 192, 128, 2,  7,   2, 2,  0, 59});
}

TEST(ReadPicture, PutsTheRowsOfAnInterlacedGifInOrder) {
  const Image image = read_picture_bytes(interlaced_gif(), "x");
  ASSERT_EQ(image.height, 8);
  for (int y = 0; y < 8; ++y) {
    EXPECT_EQ(image.at(0, y)[0], 10 * y);
    EXPECT_EQ(image.at(0, y)[2], y);
  }
}

TEST(ReadPicture, RefusesEveryPrefixOfAGif) {
  const auto whole = interlaced_gif();
  for (std::size_t size = 6; size + 4 < whole.size(); ++size) {
    EXPECT_THAT(error_of({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}),
                HasSubstr("GIF data"))
        << size;
  }
}

TEST(ReadPicture, CallsAPhotoOfATelephoneByItsName) {
  EXPECT_THAT(error_of(bytes_of({0, 0, 0, 24, 'f', 't', 'y', 'p', 'h', 'e', 'i', 'c'})),
              HasSubstr("HEIF"));
}

TEST(ReadPicture, RefusesAJpegThatEndsAnywhere) {
  const auto jpeg = encode_jpeg(four_colours(64, 64), 80);
  for (std::size_t size = 3; size < jpeg.size(); ++size) {
    const ByteVector cut(jpeg.begin(), jpeg.begin() + static_cast<std::ptrdiff_t>(size));
    ASSERT_THAT(error_of(cut), HasSubstr("cut short or damaged")) << size << " bytes";
  }
}

TEST(ReadPicture, RefusesAPngThatEndsAnywhere) {
  const auto png = encode_png(four_colours(16, 16));
  for (std::size_t size = 8; size < png.size(); ++size) {
    const ByteVector cut(png.begin(), png.begin() + static_cast<std::ptrdiff_t>(size));
    ASSERT_THAT(error_of(cut), HasSubstr("cut short or damaged")) << size << " bytes";
  }
}

TEST(ReadPicture, RefusesAPngWithAFlippedBit) {
  auto png = encode_png(four_colours(16, 16));
  png[png.size() / 2] ^= std::byte{4};
  EXPECT_THAT(error_of(png), HasSubstr("damaged"));
}

TEST(ReadPicture, RefusesABmpWithFewerRowsThanItsHeaderTells) {
  EXPECT_THAT(error_of(bmp(4, 2, 1)), HasSubstr("cut short"));
}

TEST(ReadPicture, RefusesATiffThatIsCutShort) {
  EXPECT_THAT(error_of(tiff(50, 30, 20)), HasSubstr("cut short"));
}

TEST(ReadPicture, PrintsNothingAboutADamagedFile) {
  ::testing::internal::CaptureStderr();
  auto jpeg = encode_jpeg(four_colours(64, 64), 80);
  jpeg.resize(jpeg.size() / 2);
  (void)error_of(jpeg);
  auto png = encode_png(four_colours(16, 16));
  png[png.size() / 2] ^= std::byte{4};
  (void)error_of(png);
  (void)error_of(tiff(50, 30, 20));
  auto bitmap = bmp(4, 2, 2);
  bitmap[28] = std::byte{23};  // bits a pixel
  (void)error_of(bitmap);
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

TEST(ReadPicture, RefusesTooManyPixelsBeforeItTakesMemory) {
  EXPECT_THAT(error_of(bmp(9000, 9000, 1)), HasSubstr("9000 x 9000 pixels are too many"));
  EXPECT_THAT(error_of(tiff(40000, 10, 1)), HasSubstr("40000 x 10 pixels are too many"));
}

TEST(ReadPicture, RefusesAHugePngByItsHeader) {
  auto png = encode_png(Image(16, 16, 1));
  png[16] = std::byte{0x7f};  // width, most significant byte; the checksum no longer fits either
  EXPECT_NE(error_of(png), "");
}

TEST(ReadPicture, SaysEverythingInOneLine) {
  auto jpeg = encode_jpeg(four_colours(64, 64), 80);
  jpeg.resize(jpeg.size() / 2);
  EXPECT_THAT(error_of(jpeg), Not(HasSubstr("\n")));
}

TEST(WritePicture, RefusesAnEmptyPicture) {
  EXPECT_THROW((void)encode_png(Image{}), InvalidArgument);
  EXPECT_THROW((void)encode_jpeg(Image{}), InvalidArgument);
}

TEST(WritePicture, RefusesAlphaInAJpeg) {
  EXPECT_THROW((void)encode_jpeg(Image(2, 2, 4)), InvalidArgument);
}

TEST(WritePicture, KeepsAlphaInAPng) {
  Image rgba(2, 1, 4);
  rgba.pixels = {1, 2, 3, 4, 5, 6, 7, 8};
  const auto bytes = encode_png(rgba);
  EXPECT_EQ(bytes[25], std::byte{6}) << "colour type of the header: RGB with alpha";
}

TEST(WritePicture, SaysThatTheFolderIsMissing) {
  EXPECT_NE(file_error([] { write_png("/nowhere/deep/a.png", Image(2, 2, 1)); }), "");
}

}  // namespace
}  // namespace handsight
