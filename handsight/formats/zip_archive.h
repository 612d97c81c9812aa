// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace handsight::detail {

/// Whether the bytes begin like a zip archive.
[[nodiscard]] bool looks_like_zip(std::span<const std::byte> file);

/// The records of a zip archive that are stored as they are, by name: views into `file`, no copy.
/// Zip64 included. Compressed and encrypted records are left out; checksums are not looked at.
///
/// source  stands for the file in messages
///
/// Throws FileError when the directory is missing, damaged, or points outside the file.
/// PKWARE APPNOTE 6.3.
[[nodiscard]] std::map<std::string, std::span<const std::byte>, std::less<>> stored_zip_records(
    std::span<const std::byte> file, std::string_view source);

}  // namespace handsight::detail
