// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "handsight/formats/mat_file.h"

namespace handsight {

// Values to write. Numbers are in MATLAB's order, the row running fastest.

[[nodiscard]] MatValue mat_number(double value);
/// rows * columns numbers.
[[nodiscard]] MatValue mat_matrix(std::vector<double> numbers, std::int64_t rows,
                                  std::int64_t columns);
/// rows * columns unsigned bytes.
[[nodiscard]] MatValue mat_bytes(std::vector<std::uint8_t> bytes, std::int64_t rows,
                                 std::int64_t columns);
[[nodiscard]] MatValue mat_text(std::string text);
/// 1 x N structs; `elements` holds N times one value a field.
[[nodiscard]] MatValue mat_structs(std::vector<std::string> fields,
                                   std::vector<std::vector<MatValue>> elements);

/// A MATLAB file of version 5 as `save -v7` writes it: every variable compressed.
/// Throws InvalidArgument on names over 31 bytes and on values that do not fit their dimensions.
///
/// MathWorks, MAT-File Format, R2019b, chapter 1.
[[nodiscard]] std::string encode_mat(const MatVariables& variables);

}  // namespace handsight
