// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <string>

namespace handsight {

/// Picture files by stem, sorted: path below the folder without its extension, '/' between parts.
using PictureList = std::map<std::string, std::filesystem::path, std::less<>>;

enum class Depth { kTopOnly, kAllBelow };

/// Lists files whose extension (any case) is that of a picture; hidden files and folders are left
/// out, links to folders are not followed.
/// Throws FileError when the folder cannot be read or two pictures share a stem.
[[nodiscard]] PictureList list_pictures(const std::filesystem::path& folder, Depth depth);

/// Reads a list of stems, one a line, with or without an extension; '#' starts a comment line.
/// Throws FileError naming the first line that is no stem of `pictures`.
[[nodiscard]] std::set<std::string, std::less<>> read_stems(const std::filesystem::path& list,
                                                            const PictureList& pictures);

/// Whether it is there and a folder or a regular file; a path that cannot be examined is not.
[[nodiscard]] bool is_folder(const std::filesystem::path& path);
[[nodiscard]] bool is_file(const std::filesystem::path& path);

}  // namespace handsight
