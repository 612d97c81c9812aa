// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "handsight/core/image.h"

namespace handsight::synthetic {

/// What is left of an RGB picture once it was a baseline JPEG with halved chroma (ITU T.81, tables
/// of annex K, scaled by quality as the Independent JPEG Group does). There is no entropy coding:
/// it loses nothing.
///
/// quality  1 (worst) to 100
/// throws   InvalidArgument when the picture is not RGB or the quality is out of range
[[nodiscard]] Image with_jpeg_artefacts(const Image& picture, int quality);

}  // namespace handsight::synthetic
