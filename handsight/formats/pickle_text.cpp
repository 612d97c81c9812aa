// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/formats/pickle_text.h"

#include <bit>
#include <charconv>
#include <cstdint>
#include <optional>

#include "handsight/core/error.h"
#include "handsight/formats/descriptor.h"
#include "handsight/formats/utf8.h"

namespace handsight::detail {
namespace {

std::optional<std::uint32_t> hexadecimal(std::string_view text, std::size_t at,
                                         std::size_t digits) {
  if (at > text.size() || text.size() - at < digits) return std::nullopt;
  std::uint32_t number = 0;
  const auto* const begin = text.data() + at;
  const auto [end, error] = std::from_chars(begin, begin + digits, number, 16);
  if (error != std::errc() || end != begin + digits) return std::nullopt;
  return number;
}

[[noreturn]] void refuse(std::string_view what, std::string_view line, std::string_view source) {
  fail<FileError>("pickle ", source, ": '", printable(line), "' is no ", what,
                  "; the file is damaged");
}

}  // namespace

double pickle_float(std::string_view line, std::string_view source) {
  double number = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), number);
  if (error != std::errc() || end != line.data() + line.size()) refuse("number", line, source);
  return number;
}

double pickle_big_endian_float(std::string_view bytes) {
  std::uint64_t bits = 0;
  for (const char byte : bytes) bits = bits << 8U | static_cast<unsigned char>(byte);
  return std::bit_cast<double>(bits);
}

std::string pickle_quoted(std::string_view line, std::string_view source) {
  const bool quoted =
      line.size() >= 2 && (line[0] == '\'' || line[0] == '"') && line.back() == line[0];
  if (!quoted) refuse("text in quotes", line, source);
  const auto inner = line.substr(1, line.size() - 2);
  std::string text;
  for (std::size_t i = 0; i < inner.size(); ++i) {
    if (inner[i] != '\\') {
      text += inner[i];
      continue;
    }
    if (++i == inner.size()) refuse("text in quotes", line, source);
    constexpr std::string_view kNames = "nrtabfv0\\'\"";
    constexpr std::string_view kMeanings{"\n\r\t\a\b\f\v\0\\'\"", 11};
    if (inner[i] == 'x') {
      const auto code = hexadecimal(inner, i + 1, 2);
      if (!code) refuse("text in quotes", line, source);
      text += static_cast<char>(*code);
      i += 2;
    } else if (const auto known = kNames.find(inner[i]); known != std::string_view::npos) {
      text += kMeanings[known];
    } else {
      refuse("text in quotes", line, source);
    }
  }
  return text;
}

std::string pickle_escaped(std::string_view line, std::string_view source) {
  std::string text;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool escape = line[i] == '\\' && i + 1 < line.size();
    if (!escape || (line[i + 1] != 'u' && line[i + 1] != 'U')) {
      append_utf8(text, static_cast<unsigned char>(line[i]));
      continue;
    }
    const std::size_t digits = line[i + 1] == 'u' ? 4 : 8;
    const auto code = hexadecimal(line, i + 2, digits);
    if (!code || *code > 0x10ffff) refuse("text", line, source);
    append_utf8(text, *code);
    i += 1 + digits;
  }
  return text;
}

}  // namespace handsight::detail
