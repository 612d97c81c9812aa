// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace handsight {

// Files that CMake compiles in (embedded.cpp.in).

[[nodiscard]] std::string_view uplot_script();
[[nodiscard]] std::string_view uplot_style();
[[nodiscard]] std::string_view page_script();
[[nodiscard]] std::string_view page_style();

}  // namespace handsight
