// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "handsight/core/image.h"

namespace handsight {

/// The first frame of a GIF as RGB, on its whole canvas; what the frame does not cover is black,
/// transparency is dropped. Throws FileError naming `name`.
[[nodiscard]] Image decode_gif(std::span<const std::byte> bytes, std::string_view name);

}  // namespace handsight
