// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "handsight/formats/safetensors.h"

namespace handsight::engine {

/// onnx::TensorProto::DataType as our type; throws ModelError, starting with `where`, for text,
/// complex and unsigned types wider than 8 bits.
[[nodiscard]] DType dtype_of_onnx(std::int32_t type, const std::string& where);
[[nodiscard]] std::int32_t onnx_of_dtype(DType dtype);

}  // namespace handsight::engine
