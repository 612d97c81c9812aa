// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "handsight/core/image.h"

namespace handsight {

/// Decodes a picture that somebody sent: JPEG, PNG or WebP, turned as its camera noted.
///
/// The size in its header is checked before anything is decoded, so that a small file cannot unfold
/// into a large picture. Throws FileError when it is another kind of file, damaged, or has more
/// than `max_pixels`.
[[nodiscard]] Image decode_upload(std::span<const std::byte> bytes, std::int64_t max_pixels);

}  // namespace handsight
