// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace handsight {

enum class PictureKind { kJpeg, kPng, kBmp, kGif, kWebp, kTiff };

/// Tells the kind from the first bytes. Throws FileError, naming `name`, when they are of another
/// kind of file; HEIF, AVIF, PDF and videos are called by their names.
[[nodiscard]] PictureKind picture_kind(std::span<const std::byte> bytes, std::string_view name);

struct PictureSize {
  std::int64_t width = 0;
  std::int64_t height = 0;
};

/// What the header of a BMP, WebP or TIFF says, before anything is decoded. Throws FileError when
/// the header is cut short or makes no sense, or the file is shorter than the header says.
[[nodiscard]] PictureSize picture_size(PictureKind kind, std::span<const std::byte> bytes,
                                       std::string_view name);

/// The EXIF block of a WebP file from its byte-order mark on; empty when there is none.
[[nodiscard]] std::span<const std::byte> webp_exif(std::span<const std::byte> bytes);

/// Throws FileError when a picture of this size is not read. To be called before pixels take
/// memory.
void check_picture_size(std::string_view name, std::int64_t width, std::int64_t height);

}  // namespace handsight
