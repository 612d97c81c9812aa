// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "handsight/core/image.h"

namespace handsight {

/// Orientation (1 to 8) that an EXIF block notes, 1 when it notes none or makes no sense.
///
/// tiff  the block from its byte-order mark on, without "Exif\0\0"
///
/// Exif 2.32 (CIPA DC-008), 4.6.4: tag 0x0112 of the first directory.
[[nodiscard]] int exif_orientation(std::span<const std::byte> tiff);

/// The picture as it is to be seen: 1 as stored, 2 mirrored, 3 turned by 180 degrees, 4 upside
/// down, 5 transposed, 6 turned clockwise, 7 transposed along the other diagonal, 8 turned
/// anticlockwise. Throws InvalidArgument on another number.
[[nodiscard]] Image apply_orientation(const Image& image, int orientation);

}  // namespace handsight
