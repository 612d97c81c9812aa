// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace handsight {

/// Writes a database of the Lightning Memory-Mapped Database library with these keys, in one
/// transaction: `folder`/data.mdb holds all of them or is not there.
/// Throws FileError when the folder cannot be made or the library refuses a key or the disk.
void write_lmdb(const std::filesystem::path& folder,
                const std::map<std::string, std::vector<std::byte>>& values);

}  // namespace handsight
