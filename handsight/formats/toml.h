// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string_view>

#include "handsight/core/json.h"

namespace handsight {

/// Reads a TOML 1.0 file into a value tree. Dates and times are refused: no recipe has one.
/// Throws FileError when the file cannot be read, InvalidArgument with file, line and column when
/// it is not TOML.
[[nodiscard]] Json read_toml(const std::filesystem::path& path);
[[nodiscard]] Json parse_toml(std::string_view text, std::string_view source);

/// Applies one `a.b=value` from the command line. The value is TOML; what is not TOML is taken as
/// text, so that `network.name=unet` needs no quotes. `loss.0.weight=2` reaches into lists.
/// Throws InvalidArgument when there is no '=', when a list has no such element, or when the path
/// leads through something that is no table.
void apply_override(Json& tree, std::string_view assignment);

/// The same for a value of any kind; `keys` is what would stand before the '='.
void apply_override(Json& tree, std::string_view keys, Json value);

/// TOML text that parse_toml() reads back to `tree`. Null values are left out.
[[nodiscard]] std::string write_toml(const Json& tree);

}  // namespace handsight
