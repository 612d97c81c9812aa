// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "handsight/core/image.h"

namespace handsight {

/// What to do with the orientation that a camera noted in the file (EXIF tag 0x0112).
enum class Exif { kApply, kSkip };

struct ReadOptions {
  Exif exif = Exif::kApply;
};

/// Larger pictures are refused before any pixel is decoded.
inline constexpr std::int64_t kMaxPicturePixels = std::int64_t{8192} * 8192;
inline constexpr int kMaxPictureSide = 32767;
inline constexpr std::int64_t kMaxPictureFileBytes = std::int64_t{1} << 30;

/// Reads JPEG, PNG, BMP, GIF (first frame), WebP and TIFF (first page) as 8-bit RGB.
///
/// The first bytes decide, not the name. Grey is copied to three channels, palettes are looked up,
/// 16 bits keep their upper 8, and an alpha channel is dropped: the colours below transparent
/// pixels show as they are stored. The orientation of JPEG, PNG and WebP files is applied or
/// skipped as `options` say; a TIFF's own orientation tag is part of its pixels and always
/// honoured.
///
/// Throws FileError when the file is missing, no regular file, empty, not a picture, of a kind that
/// is not read (HEIF, ...), too large, cut short or damaged: a JPEG without its end-of-image
/// marker is an error, and so is any warning of its decoder about missing or corrupt data.
[[nodiscard]] Image read_picture(const std::filesystem::path& path,
                                 const ReadOptions& options = {});

/// As read_picture(), from memory. `name` stands for the file in messages, e.g. "stdin".
[[nodiscard]] Image read_picture_bytes(std::span<const std::byte> bytes, std::string_view name,
                                       const ReadOptions& options = {});

/// The EXIF orientation, 1 to 8, that a JPEG, PNG or WebP file notes; 1 when it notes none.
/// Throws FileError as read_picture() does.
[[nodiscard]] int picture_orientation(const std::filesystem::path& path);

/// Reads label ids, one channel: grey values as stored (1, 2 and 4 bits give 0..1, 0..3, 0..15),
/// the indices of a palette PNG, the common value of a colour picture whose channels agree. EXIF is
/// ignored.
///
/// Throws FileError as read_picture() does, and when the file holds colours or ids above 255.
[[nodiscard]] Image read_label(const std::filesystem::path& path);

/// image  1, 3 or 4 channels: grey, RGB, RGBA
[[nodiscard]] std::vector<std::byte> encode_png(const Image& image);
/// image    1 or 3 channels
/// quality  1 to 100
[[nodiscard]] std::vector<std::byte> encode_jpeg(const Image& image, int quality = 90);

/// image  3 channels; colours are rounded to a palette of 252
[[nodiscard]] std::vector<std::byte> encode_gif(const Image& image);

/// The file appears only when it is complete. Throws FileError with the reason when the disk does
/// not take it, InvalidArgument on an empty picture or another number of channels.
void write_png(const std::filesystem::path& path, const Image& image);
void write_jpeg(const std::filesystem::path& path, const Image& image, int quality = 90);

}  // namespace handsight
