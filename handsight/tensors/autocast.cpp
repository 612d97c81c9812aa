// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/tensors/autocast.h"

#include <string>

#include <ATen/ATen.h>
#include <ATen/autocast_mode.h>
#include <torch/version.h>

#include "handsight/core/error.h"

namespace handsight {
namespace {

// libtorch 2.4 replaced one function a device by one function with a device.
void set_autocast(bool cuda, bool enabled) {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
  const auto type = cuda ? at::kCUDA : at::kCPU;
  at::autocast::set_autocast_dtype(type, at::kBFloat16);
  at::autocast::set_autocast_enabled(type, enabled);
#else
  if (cuda) {
    at::autocast::set_autocast_gpu_dtype(at::kBFloat16);
    at::autocast::set_enabled(enabled);
  } else {
    at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
    at::autocast::set_cpu_enabled(enabled);
  }
#endif
}

bool autocast_is_on(bool cuda) {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
  return at::autocast::is_autocast_enabled(cuda ? at::kCUDA : at::kCPU);
#else
  return cuda ? at::autocast::is_enabled() : at::autocast::is_cpu_enabled();
#endif
}

bool cpu_has_bf16() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512bf16") != 0;
#else
  return false;
#endif
}

}  // namespace

Precision choose_precision(std::string_view word, const at::Device& device) {
  if (word == "fp32") return Precision::kFloat32;
  if (word == "bf16") return Precision::kBFloat16;
  if (word != "auto") fail("precision '", word, "': expected auto, fp32 or bf16");
  return device.is_cuda() || cpu_has_bf16() ? Precision::kBFloat16 : Precision::kFloat32;
}

at::Device choose_device(std::string_view word) {
  if (word == "cpu") return at::kCPU;
  const bool numbered = word.starts_with("cuda:") && word.size() > 5 && word.size() < 8 &&
                        word.find_first_not_of("0123456789", 5) == std::string_view::npos;
  if (word != "cuda" && !numbered) {
    fail("device '", word, "': expected cpu, cuda or cuda:N");
  }
  if (!at::hasCUDA())
    fail("device '", word, "': this machine or this libtorch has no CUDA; use cpu");
  return at::Device(std::string(word));
}

Precision precision_in_scope(const at::Device& device) {
  return autocast_is_on(device.is_cuda()) ? Precision::kBFloat16 : Precision::kFloat32;
}

AutocastScope::AutocastScope(Precision precision, const at::Device& device)
    : active_(precision == Precision::kBFloat16), cuda_(device.is_cuda()) {
  if (active_) set_autocast(cuda_, true);
}

AutocastScope::~AutocastScope() {
  if (!active_) return;
  at::autocast::clear_cache();
  set_autocast(cuda_, false);
}

}  // namespace handsight
