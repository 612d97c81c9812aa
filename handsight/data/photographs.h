// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "handsight/core/image.h"

namespace handsight {

/// At most `limit` pictures of a folder and below, spread evenly over their names, shrunk to
/// `longest_px`. Throws FileError when there is none or one cannot be read, ModelError in a build
/// that reads no pictures.
[[nodiscard]] std::vector<Image> read_photographs(const std::filesystem::path& folder,
                                                  std::size_t limit, int longest_px);

}  // namespace handsight
