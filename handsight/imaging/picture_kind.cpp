// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/imaging/picture_kind.h"

#include <array>
#include <optional>
#include <string>

#include "handsight/core/error.h"
#include "handsight/imaging/byte_reader.h"
#include "handsight/imaging/picture_file.h"

namespace handsight {
namespace {

using Bytes = std::span<const std::byte>;
using std::string_view_literals::operator""sv;

constexpr auto kReadKinds = "JPEG, PNG, BMP, GIF, WebP or TIFF";

bool has_text(Bytes bytes, std::size_t offset, std::string_view text) {
  if (bytes.size() < offset + text.size()) return false;
  const auto* start = reinterpret_cast<const char*>(bytes.data()) + offset;
  return std::string_view(start, text.size()) == text;
}

// Boxes of the ISO base media file format name their brand after "ftyp".
std::string_view iso_media_kind(Bytes bytes) {
  for (const auto brand : {"avif"sv, "avis"sv}) {
    if (has_text(bytes, 8, brand)) return "AVIF picture";
  }
  for (const auto brand : {"heic"sv, "heix"sv, "mif1"sv, "msf1"sv, "heim"sv, "hevc"sv}) {
    if (has_text(bytes, 8, brand)) return "HEIF picture";
  }
  return "video";
}

std::string_view foreign_kind(Bytes bytes) {
  if (has_text(bytes, 4, "ftyp")) return iso_media_kind(bytes);
  if (has_text(bytes, 0, "%PDF")) return "PDF";
  if (has_text(bytes, 0, "\x1a\x45\xdf\xa3") ||
      (has_text(bytes, 0, "RIFF") && has_text(bytes, 8, "AVI "))) {
    return "video";
  }
  if (has_text(bytes, 0, "II+\0"sv) || has_text(bytes, 0, "MM\0+"sv)) return "BigTIFF";
  return {};
}

[[noreturn]] void refuse_header(std::string_view name, std::string_view kind) {
  fail<FileError>("picture ", name, ": the ", kind,
                  " header is cut short or damaged; copy or export the file again");
}

[[noreturn]] void refuse_short(std::string_view name, std::string_view kind, std::size_t found) {
  fail<FileError>("picture ", name, ": the ", kind, " file is cut short (", found,
                  " bytes, its header tells of more); copy or export the file again");
}

PictureSize bmp_size(Bytes bytes, std::string_view name) {
  const auto little = [&](std::size_t offset, std::size_t size) {
    const auto number = read_number(bytes, offset, size, ByteOrder::kLittle);
    if (!number) refuse_header(name, "BMP");
    return *number;
  };
  constexpr std::uint32_t kCoreHeader = 12;  // of OS/2, with 16-bit sizes
  const auto pixels_offset = little(10, 4);
  const bool core = little(14, 4) == kCoreHeader;
  const auto width =
      core ? std::int64_t{little(18, 2)} : std::int64_t{static_cast<std::int32_t>(little(18, 4))};
  auto height =
      core ? std::int64_t{little(20, 2)} : std::int64_t{static_cast<std::int32_t>(little(22, 4))};
  if (height < 0) height = -height;  // rows from the top
  if (width <= 0 || height == 0) refuse_header(name, "BMP");
  check_picture_size(name, width, height);
  const auto bits = little(core ? 24 : 28, 2);
  const auto compression = core ? 0 : little(30, 4);
  if (compression == 0) {
    const std::int64_t row_bytes = (width * bits + 31) / 32 * 4;
    if (pixels_offset + row_bytes * height > static_cast<std::int64_t>(bytes.size())) {
      refuse_short(name, "BMP", bytes.size());
    }
  }
  return {width, height};
}

PictureSize webp_size(Bytes bytes, std::string_view name) {
  const auto little = [&](std::size_t offset, std::size_t size) {
    const auto number = read_number(bytes, offset, size, ByteOrder::kLittle);
    if (!number) refuse_header(name, "WebP");
    return *number;
  };
  if (std::uint64_t{little(4, 4)} + 8 > bytes.size()) refuse_short(name, "WebP", bytes.size());
  if (has_text(bytes, 12, "VP8X")) return {little(24, 3) + 1, little(27, 3) + 1};
  if (has_text(bytes, 12, "VP8L")) {
    const auto packed = little(21, 4);
    return {(packed & 0x3fffU) + 1, ((packed >> 14U) & 0x3fffU) + 1};
  }
  if (has_text(bytes, 12, "VP8 ")) return {little(26, 2) & 0x3fffU, little(28, 2) & 0x3fffU};
  refuse_header(name, "WebP");
}

PictureSize tiff_size(Bytes bytes, std::string_view name) {
  const auto order = has_text(bytes, 0, "II") ? ByteOrder::kLittle : ByteOrder::kBig;
  const auto number = [&](std::size_t offset, std::size_t size) {
    const auto value = read_number(bytes, offset, size, order);
    if (!value) refuse_header(name, "TIFF");
    return *value;
  };
  constexpr std::uint32_t kWidthTag = 256;
  constexpr std::uint32_t kHeightTag = 257;
  constexpr std::uint32_t kShort = 3;
  const std::size_t directory = number(4, 4);
  const auto count = number(directory, 2);
  PictureSize size;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::size_t entry = directory + 2 + std::size_t{i} * 12;
    const auto tag = number(entry, 2);
    if (tag != kWidthTag && tag != kHeightTag) continue;
    const std::int64_t value = number(entry + 8, number(entry + 2, 2) == kShort ? 2 : 4);
    (tag == kWidthTag ? size.width : size.height) = value;
  }
  return size;
}

}  // namespace

PictureKind picture_kind(Bytes bytes, std::string_view name) {
  if (bytes.empty())
    fail<FileError>("picture ", name, ": the file is empty; expected ", kReadKinds);
  if (has_text(bytes, 0, "\xff\xd8\xff")) return PictureKind::kJpeg;
  if (has_text(bytes, 0, "\x89PNG\r\n\x1a\n")) return PictureKind::kPng;
  if (has_text(bytes, 0, "BM")) return PictureKind::kBmp;
  if (has_text(bytes, 0, "GIF8")) return PictureKind::kGif;
  if (has_text(bytes, 0, "RIFF") && has_text(bytes, 8, "WEBP")) return PictureKind::kWebp;
  if (has_text(bytes, 0, "II*\0"sv) || has_text(bytes, 0, "MM\0*"sv)) return PictureKind::kTiff;
  const auto foreign = foreign_kind(bytes);
  if (foreign.empty()) {
    fail<FileError>("picture ", name, ": not a picture by its first bytes; expected ", kReadKinds);
  }
  fail<FileError>("picture ", name, ": found a ", foreign, "; expected ", kReadKinds,
                  "; convert it first");
}

PictureSize picture_size(PictureKind kind, Bytes bytes, std::string_view name) {
  switch (kind) {
    case PictureKind::kBmp:
      return bmp_size(bytes, name);
    case PictureKind::kWebp:
      return webp_size(bytes, name);
    case PictureKind::kTiff:
      return tiff_size(bytes, name);
    default:
      fail("picture ", name, ": JPEG, PNG and GIF headers are read by their decoders");
  }
}

Bytes webp_exif(Bytes bytes) {
  std::size_t chunk = 12;
  while (const auto size = read_number(bytes, chunk + 4, 4, ByteOrder::kLittle)) {
    const std::size_t content = chunk + 8;
    if (has_text(bytes, chunk, "EXIF")) {
      if (bytes.size() - content < *size) return {};
      const auto block = bytes.subspan(content, *size);
      return has_text(block, 0, "Exif\0\0"sv) ? block.subspan(6) : block;
    }
    chunk = content + *size + (*size & 1U);  // chunks begin at even offsets
  }
  return {};
}

void check_picture_size(std::string_view name, std::int64_t width, std::int64_t height) {
  if (width < 1 || height < 1) {
    fail<FileError>("picture ", name, ": the header tells of ", width, " x ", height,
                    " pixels; copy or export the file again");
  }
  if (width > kMaxPictureSide || height > kMaxPictureSide || width * height > kMaxPicturePixels) {
    fail<FileError>("picture ", name, ": ", width, " x ", height, " pixels are too many; at most ",
                    kMaxPicturePixels >> 20, " megapixels (8192 x 8192) and ", kMaxPictureSide,
                    " a side are read; shrink the picture first");
  }
}

}  // namespace handsight
