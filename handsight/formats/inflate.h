// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace handsight::detail {

/// Unpacks one zlib stream (RFC 1950); memory grows with what comes out. `source` stands for the
/// file in messages. Throws FileError when the stream is damaged, cut short, or gives more than
/// `most_bytes`.
[[nodiscard]] std::vector<std::byte> inflate_zlib(std::span<const std::byte> packed,
                                                  std::size_t most_bytes, std::string_view source);

}  // namespace handsight::detail
