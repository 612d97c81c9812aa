// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "handsight/api/image_view.h"
#include "handsight/core/image.h"

namespace handsight {

/// The picture as RGB. Throws InvalidArgument when the view makes no sense: no pixels, a side
/// outside [1, 16384], an odd side of NV12, a stride below a row.
[[nodiscard]] Image rgb_of(const api::ImageView& view);

}  // namespace handsight
