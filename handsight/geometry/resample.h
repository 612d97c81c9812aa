// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "handsight/core/image.h"

namespace handsight {

/// The picture at `width` x `height`, aspect not kept, any number of channels: bilinear, and where
/// an axis shrinks its triangle is widened to cover every pixel (as Pillow's BILINEAR and torch's
/// antialiased bilinear do). What networks see in training and in use.
/// Throws InvalidArgument on an empty picture or size.
[[nodiscard]] Image resample_bilinear(const Image& image, int width, int height);

/// The label under the centre of each target pixel. Throws as above.
[[nodiscard]] Image resample_nearest(const Image& labels, int width, int height);

}  // namespace handsight
