// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace handsight {

/// What the decoder makes of the samples.
enum class PngSamples {
  kRgb,     ///< 8-bit RGB: palettes looked up, 16 bits cut to their upper 8, alpha dropped
  kStored,  ///< as stored: palette indices, grey values of any depth; alpha dropped
};

struct DecodedPng {
  int width = 0;
  int height = 0;
  int channels = 0;          ///< 1 or 3
  int bytes_per_sample = 1;  ///< 2: most significant byte first
  int orientation = 1;       ///< EXIF, 1 to 8; not applied yet
  std::vector<std::uint8_t> samples{};
};

/// Decodes with libpng itself: OpenCV looks palettes up, so that label ids would be lost, and
/// prints what libpng warns about. Throws FileError naming `name`.
[[nodiscard]] DecodedPng decode_png(std::span<const std::byte> bytes, std::string_view name,
                                    PngSamples wanted);

}  // namespace handsight
