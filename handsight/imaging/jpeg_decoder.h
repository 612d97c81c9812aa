// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "handsight/core/image.h"

namespace handsight {

struct DecodedJpeg {
  Image image;          ///< RGB, or one channel when `grey` was asked for
  int orientation = 1;  ///< EXIF, 1 to 8; not applied yet
};

enum class JpegColours { kRgb, kGrey };

/// Decodes with libjpeg itself, whose warnings about missing or corrupt data OpenCV would only
/// print. Throws FileError, naming `name`, on those too.
[[nodiscard]] DecodedJpeg decode_jpeg(std::span<const std::byte> bytes, std::string_view name,
                                      JpegColours colours);

}  // namespace handsight
