// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <string>

#include "handsight/training/recipe.h"

namespace handsight {

/// Whether an exception means that memory has run out, on the CPU or on a GPU.
[[nodiscard]] bool is_out_of_memory(const std::exception& error);

/// What ran out of memory and which settings need less, in one line.
[[nodiscard]] std::string out_of_memory_advice(const Recipe& phase);

}  // namespace handsight
