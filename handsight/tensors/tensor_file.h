// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <ATen/core/Tensor.h>

#include "handsight/formats/safetensors.h"

namespace handsight {

/// What write_safetensors() needs of a tensor. `tensor` must be contiguous, on the CPU and outlive
/// the result. Throws InvalidArgument when it is not, or when the format has no such type.
[[nodiscard]] NamedTensor named_tensor(std::string name, const at::Tensor& tensor);

/// A copy of a stored tensor, of the type it is stored in.
[[nodiscard]] at::Tensor read_tensor(const TensorView& view);

}  // namespace handsight
