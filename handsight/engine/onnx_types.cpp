// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/onnx_types.h"

#include <onnx/onnx_pb.h>

#include <algorithm>
#include <array>
#include <utility>

#include "handsight/core/error.h"

namespace handsight::engine {
namespace {

constexpr std::array<std::pair<std::int32_t, DType>, 10> kTypes{
    {{onnx::TensorProto::FLOAT, DType::kF32},
     {onnx::TensorProto::UINT8, DType::kU8},
     {onnx::TensorProto::INT8, DType::kI8},
     {onnx::TensorProto::INT16, DType::kI16},
     {onnx::TensorProto::INT32, DType::kI32},
     {onnx::TensorProto::INT64, DType::kI64},
     {onnx::TensorProto::BOOL, DType::kBool},
     {onnx::TensorProto::FLOAT16, DType::kF16},
     {onnx::TensorProto::DOUBLE, DType::kF64},
     {onnx::TensorProto::BFLOAT16, DType::kBF16}}};

}  // namespace

DType dtype_of_onnx(std::int32_t type, const std::string& where) {
  for (const auto& [number, dtype] : kTypes) {
    if (number == type) return dtype;
  }
  fail<ModelError>(where, ": element type ", type, " is not supported; expected real numbers of ",
                   "at most 64 bits");
}

std::int32_t onnx_of_dtype(DType dtype) {
  for (const auto& [number, known] : kTypes) {
    if (known == dtype) return number;
  }
  fail("onnx: unknown dtype ", static_cast<int>(dtype));
}

}  // namespace handsight::engine
