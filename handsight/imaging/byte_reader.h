// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace handsight {

enum class ByteOrder { kLittle, kBig };

/// Unsigned number of `size` (1 to 4) bytes at `offset`; nothing when it reaches past the end.
[[nodiscard]] inline std::optional<std::uint32_t> read_number(std::span<const std::byte> bytes,
                                                              std::size_t offset, std::size_t size,
                                                              ByteOrder order) {
  if (offset > bytes.size() || bytes.size() - offset < size) return std::nullopt;
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const auto at = order == ByteOrder::kBig ? i : size - 1 - i;
    number = (number << 8U) | std::to_integer<std::uint32_t>(bytes[offset + at]);
  }
  return number;
}

}  // namespace handsight
