// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <span>
#include <string>
#include <string_view>

#include "handsight/core/json.h"

namespace handsight {

/// Called with the keys that lead to a value, from the outermost (empty for an element of an
/// array), and the value.
using JsonVisit = std::function<void(std::span<const std::string> keys, const Json& value)>;

/// Reads a JSON file of any length and hands out the values `depth` levels down, one by one, in
/// their order: with depth 2, the elements of "images" and of "annotations" of COCO files. Only one
/// such value is in memory at a time. Scalars above that level are left out.
///
/// Throws FileError when the file cannot be read, is no JSON, is nested deeper than 64 levels, or
/// when one value holds more than 2^20 numbers and texts.
void visit_json(const std::filesystem::path& path, std::size_t depth, const JsonVisit& visit);

/// As visit_json(), from a stream. `source` stands for the file in messages.
void visit_json(std::istream& stream, std::string_view source, std::size_t depth,
                const JsonVisit& visit);

/// The whole of a small JSON file. Throws FileError as visit_json() does.
[[nodiscard]] Json read_json(const std::filesystem::path& path);

}  // namespace handsight
