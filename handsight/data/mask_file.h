// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "handsight/core/image.h"

namespace handsight {

/// A binary mask of any picture file: hand where the mean of the channels is at least `threshold`.
/// Good for JPEG masks, whose values are only near 0 and 255.
[[nodiscard]] Image read_threshold_mask(const std::filesystem::path& path, int threshold = 128);

/// The first of `stem`, `stem`.png, .jpg, .jpeg, .bmp, .gif below `folder` that is a file; empty
/// when there is none.
[[nodiscard]] std::filesystem::path find_picture(const std::filesystem::path& folder,
                                                 const std::string& stem);

}  // namespace handsight
