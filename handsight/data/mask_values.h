// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "handsight/core/image.h"

namespace handsight {

/// What the numbers in a mask file mean.
enum class MaskValues {
  kIndex,   ///< 0 background, 1 hand, 255 ignore
  kBinary,  ///< from 128 on hand, below background
};

/// Whether the extension is that of JPEG, whose pixels are only near the values that were stored.
[[nodiscard]] bool is_lossy(const std::filesystem::path& source);

/// What one mask file says about the numbers in it.
enum class MaskHint { kNone, kIndex, kBinary };

/// kIndex when the label holds a 1, kBinary when it was stored lossily or holds 255 without 1.
[[nodiscard]] MaskHint mask_hint(const Image& label, const std::filesystem::path& source);

/// Turns a label picture into kBackground, kHand, kIgnore.
/// Throws FileError naming `source` and the value that has no meaning. Binary masks of lossless
/// files hold 0 and 255 only; those of JPEG files are cut at 128.
[[nodiscard]] Image hand_mask(Image label, MaskValues values, const std::filesystem::path& source);

}  // namespace handsight
