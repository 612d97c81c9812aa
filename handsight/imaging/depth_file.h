// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace handsight {

/// Grey values of 16 bits, rows from the top; in depth files millimetres, 0 = no reading.
struct Image16 {
  int width = 0;
  int height = 0;
  std::vector<std::uint16_t> pixels{};
  friend bool operator==(const Image16&, const Image16&) = default;
};

/// A grey PNG of 16 bits; grey values of 8 bits are read as they are.
/// Throws FileError when it is missing, damaged or holds colours.
[[nodiscard]] Image16 read_png16(const std::filesystem::path& path);

/// A grey PNG of 16 bits. Throws InvalidArgument when the pixels do not fit the size.
[[nodiscard]] std::vector<std::byte> encode_png16(const Image16& image);

/// The same in a file. Atomic. Throws FileError when the disk does not take it.
void write_png16(const std::filesystem::path& path, const Image16& image);

}  // namespace handsight
