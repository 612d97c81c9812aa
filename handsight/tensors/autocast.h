// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <ATen/core/Tensor.h>

namespace handsight {

/// Number format of a forward pass.
enum class Precision { kFloat32, kBFloat16, kFloat16 };

/// "auto" is bf16 on a GPU and on processors that convolve faster in it than in fp32 (some have the
/// instructions and are slower), which is measured once a process; else fp32.
/// Throws InvalidArgument on another word than auto, fp32, bf16, fp16, and on fp16 without a GPU.
[[nodiscard]] Precision choose_precision(std::string_view word, const at::Device& device);
/// "fp32", "bf16" or "fp16".
[[nodiscard]] std::string_view word_of(Precision precision);

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
  at::ScalarType number_;
};

}  // namespace handsight
