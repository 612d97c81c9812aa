// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/serving/upload.h"

#include <optional>

#include "handsight/core/error.h"
#include "handsight/imaging/byte_reader.h"
#include "handsight/imaging/picture_file.h"
#include "handsight/imaging/picture_kind.h"

namespace handsight {
namespace {

constexpr auto kName = "picture";

PictureSize size_of(std::optional<std::uint32_t> width, std::optional<std::uint32_t> height) {
  if (!width || !height) fail<FileError>(kName, ": the data is cut short");
  return {.width = *width, .height = *height};
}

// The IHDR chunk comes first: 8 bytes of signature, 8 of the chunk's head.
PictureSize png_size(std::span<const std::byte> bytes) {
  return size_of(read_number(bytes, 16, 4, ByteOrder::kBig),
                 read_number(bytes, 20, 4, ByteOrder::kBig));
}

bool is_start_of_frame(std::uint32_t marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

// The first start-of-frame segment (ITU-T T.81, B.2.2): marker, length, precision, height, width.
PictureSize jpeg_size(std::span<const std::byte> bytes) {
  std::size_t at = 2;
  while (true) {
    const auto marker = read_number(bytes, at, 2, ByteOrder::kBig);
    const auto length = read_number(bytes, at + 2, 2, ByteOrder::kBig);
    if (!marker || !length || (*marker >> 8U) != 0xFF) {
      fail<FileError>(kName, ": the JPEG data has no start of frame");
    }
    if (*marker == 0xFFFF) {  // a fill byte
      ++at;
      continue;
    }
    const auto code = *marker & 0xFFU;
    if (code == 0x01 || (code >= 0xD0 && code <= 0xD7)) {  // these have no length
      at += 2;
      continue;
    }
    if (is_start_of_frame(code)) {
      return size_of(read_number(bytes, at + 7, 2, ByteOrder::kBig),
                     read_number(bytes, at + 5, 2, ByteOrder::kBig));
    }
    at += 2 + *length;
  }
}

PictureSize announced_size(PictureKind kind, std::span<const std::byte> bytes) {
  switch (kind) {
    case PictureKind::kPng:
      return png_size(bytes);
    case PictureKind::kJpeg:
      return jpeg_size(bytes);
    case PictureKind::kWebp:
      return picture_size(kind, bytes, kName);
    default:
      fail<FileError>(kName, ": expected JPEG, PNG or WebP, found another kind of picture");
  }
}

}  // namespace

Image decode_upload(std::span<const std::byte> bytes, std::int64_t max_pixels) {
  if (bytes.empty()) fail<FileError>(kName, ": the body is empty, expected JPEG, PNG or WebP");
  const auto size = announced_size(picture_kind(bytes, kName), bytes);
  if (size.width < 1 || size.height < 1 || size.width > max_pixels / size.height) {
    fail<FileError>(kName, ": ", size.width, " x ", size.height, " pixels, expected 1 to ",
                    max_pixels, "; send a smaller picture");
  }
  return read_picture_bytes(bytes, kName);
}

}  // namespace handsight
