// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/tensors/tensor_file.h"

#include <array>
#include <cstring>
#include <utility>

#include <ATen/ATen.h>

#include "handsight/core/error.h"

namespace handsight {
namespace {

constexpr std::array<std::pair<DType, at::ScalarType>, 10> kTypes{{{DType::kBool, at::kBool},
                                                                   {DType::kU8, at::kByte},
                                                                   {DType::kI8, at::kChar},
                                                                   {DType::kI16, at::kShort},
                                                                   {DType::kI32, at::kInt},
                                                                   {DType::kI64, at::kLong},
                                                                   {DType::kF16, at::kHalf},
                                                                   {DType::kBF16, at::kBFloat16},
                                                                   {DType::kF32, at::kFloat},
                                                                   {DType::kF64, at::kDouble}}};

}  // namespace

NamedTensor named_tensor(std::string name, const at::Tensor& tensor) {
  if (!tensor.device().is_cpu() || !tensor.is_contiguous()) {
    fail("tensor '", name, "' must be contiguous and on the CPU to be stored");
  }
  for (const auto& [stored, type] : kTypes) {
    if (type != tensor.scalar_type()) continue;
    return {
        .name = std::move(name),
        .tensor = {.dtype = stored,
                   .shape = tensor.sizes().vec(),
                   .bytes = {static_cast<const std::byte*>(tensor.data_ptr()), tensor.nbytes()}}};
  }
  fail("tensor '", name, "': safetensors has no type for ", tensor.scalar_type());
}

at::Tensor read_tensor(const TensorView& view) {
  for (const auto& [stored, type] : kTypes) {
    if (stored != view.dtype) continue;
    auto tensor = at::empty(view.shape, at::TensorOptions().dtype(type));
    if (!view.bytes.empty()) std::memcpy(tensor.data_ptr(), view.bytes.data(), view.bytes.size());
    return tensor;
  }
  fail("stored tensor has a type that libtorch lacks");
}

}  // namespace handsight
