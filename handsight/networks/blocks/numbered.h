// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

namespace handsight {

/// "stage" and 2 give "stage2". In place of operator+, about which GCC 12 warns falsely.
[[nodiscard]] inline std::string numbered(std::string name, std::size_t number) {
  return name.append(std::to_string(number));
}

}  // namespace handsight
