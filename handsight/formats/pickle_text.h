// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace handsight::detail {

/// Decimal text of protocol 0; inf and nan as Python writes them.
[[nodiscard]] double pickle_float(std::string_view line, std::string_view source);

/// 8 bytes, the most significant first.
[[nodiscard]] double pickle_big_endian_float(std::string_view bytes);

/// A str of Python 2 in quotes, with its escapes.
[[nodiscard]] std::string pickle_quoted(std::string_view line, std::string_view source);

/// Python's raw-unicode-escape to UTF-8: \uXXXX and \UXXXXXXXX, other bytes are Latin-1.
[[nodiscard]] std::string pickle_escaped(std::string_view line, std::string_view source);

}  // namespace handsight::detail
