// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace handsight::detail {

/// The line, counted from 1, of the first dotted key with more than `most_parts` parts.
///
/// toml++ bounds how deep values nest, but not how deep one key a.b.c... does, and frees its tables
/// by recursion: a long key would use up the stack. Text inside quotes and comments is skipped.
[[nodiscard]] std::optional<std::size_t> deep_toml_key(std::string_view text,
                                                       std::size_t most_parts);

}  // namespace handsight::detail
