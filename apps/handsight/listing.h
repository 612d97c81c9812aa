// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "handsight/core/json.h"

namespace handsight {

/// Text that came from a file, safe to show: control characters become blanks, bytes that are no
/// UTF-8 are replaced.
[[nodiscard]] std::string printable(std::string_view text);

/// JSON text with line ends; bytes that are no UTF-8 are replaced.
[[nodiscard]] std::string json_text(const Json& value);

// Both take an array of objects, each with `name` and perhaps `options`, a list of what an options
// struct says about its fields.

/// One line an object: its name, its sizes where it has any, and what it is.
[[nodiscard]] std::string plain_listing(const Json& items);
/// A page of the documentation: a table of the objects, then a table of options for each.
[[nodiscard]] std::string markdown_listing(std::string_view title, const Json& items);

}  // namespace handsight
