// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <ATen/core/Tensor.h>

namespace handsight {

/// Number format of a forward pass.
enum class Precision { kFloat32, kBFloat16 };

/// "auto" is bf16 on a GPU and on processors with AVX-512 BF16 or AMX, else fp32. "bf16" on a
/// processor without either runs, but slower than fp32.
/// Throws InvalidArgument on another word than auto, fp32, bf16.
[[nodiscard]] Precision choose_precision(std::string_view word, const at::Device& device);

/// "cpu", "cuda" or "cuda:N". Throws InvalidArgument when the word is another or this machine has
/// no such device.
[[nodiscard]] at::Device choose_device(std::string_view word);

/// What an AutocastScope around the caller asks for.
[[nodiscard]] Precision precision_in_scope(const at::Device& device);

/// Runs the operations in its scope in mixed precision where `precision` asks for it.
class AutocastScope {
 public:
  AutocastScope(Precision precision, const at::Device& device);
  ~AutocastScope();
  AutocastScope(const AutocastScope&) = delete;
  AutocastScope& operator=(const AutocastScope&) = delete;

 private:
  bool active_;
  bool cuda_;
};

}  // namespace handsight
