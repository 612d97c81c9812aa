// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

namespace handsight {

/// CRC-32 as in zip, PNG and gzip (ISO 3309, polynomial 0xEDB88320): "123456789" gives 0xCBF43926.
/// Pass the result of the bytes before to go on with more.
[[nodiscard]] std::uint32_t crc32(std::span<const std::byte> bytes, std::uint32_t before = 0);

/// Of a whole file, read in pieces. Throws FileError when it cannot be read.
[[nodiscard]] std::uint32_t crc32_of_file(const std::filesystem::path& path);

}  // namespace handsight
