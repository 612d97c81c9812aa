// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/formats/toml_depth.h"

#include <algorithm>
#include <string>

namespace handsight::detail {
namespace {

/// Where the text goes on behind the quoted piece that begins at `at`.
std::size_t skip_quoted(std::string_view text, std::size_t at) {
  const char quote = text[at];
  const std::string triple(3, quote);
  const bool is_long = text.substr(at).starts_with(triple);
  at += is_long ? 3 : 1;
  while (at < text.size()) {
    if (quote == '"' && text[at] == '\\') {
      at += 2;
    } else if (is_long ? text.substr(at).starts_with(triple) : text[at] == quote) {
      return at + (is_long ? 3 : 1);
    } else if (!is_long && text[at] == '\n') {
      return at;  // the parser reports the missing quote
    } else {
      ++at;
    }
  }
  return text.size();
}

}  // namespace

std::optional<std::size_t> deep_toml_key(std::string_view text, std::size_t most_parts) {
  std::size_t dots = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '"' || c == '\'') {
      at = skip_quoted(text, at);
      continue;
    }
    if (c == '#') {
      at = std::min(text.find('\n', at), text.size());
      continue;
    }
    if (c == '.' && ++dots >= most_parts) {
      const auto end = text.begin() + static_cast<std::ptrdiff_t>(at);
      return static_cast<std::size_t>(std::count(text.begin(), end, '\n')) + 1;
    }
    // what ends a key; all else, blanks among it, may stand between two dots
    if (c == '\n' || c == '=' || c == ',' || c == '[' || c == '{') dots = 0;
    ++at;
  }
  return std::nullopt;
}

}  // namespace handsight::detail
