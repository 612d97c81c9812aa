// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/tensors/autocast.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <string>

#include <ATen/ATen.h>
#include <ATen/autocast_mode.h>
#include <torch/utils.h>
#include <torch/version.h>

#include "handsight/core/error.h"

namespace handsight {
namespace {

// libtorch 2.4 replaced one function a device by one function with a device.
void set_autocast(bool cuda, at::ScalarType number, bool enabled) {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
  const auto type = cuda ? at::kCUDA : at::kCPU;
  at::autocast::set_autocast_dtype(type, number);
  at::autocast::set_autocast_enabled(type, enabled);
#else
  if (cuda) {
    at::autocast::set_autocast_gpu_dtype(number);
    at::autocast::set_enabled(enabled);
  } else {
    at::autocast::set_autocast_cpu_dtype(number);
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

at::ScalarType autocast_number(bool cuda) {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
  return at::autocast::get_autocast_dtype(cuda ? at::kCUDA : at::kCPU);
#else
  return cuda ? at::autocast::get_autocast_gpu_dtype() : at::autocast::get_autocast_cpu_dtype();
#endif
}

bool cpu_has_bf16() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512bf16") != 0;
#else
  return false;
#endif
}

/// Of one convolution as in the middle of a network, the best of a few.
double convolution_seconds(at::ScalarType number) {
  using Clock = std::chrono::steady_clock;
  constexpr int kRounds = 4;
  const torch::NoGradGuard no_grad;
  const auto picture = at::ones({4, 64, 28, 28}, number).contiguous(at::MemoryFormat::ChannelsLast);
  const auto weight = at::ones({64, 64, 3, 3}, number).contiguous(at::MemoryFormat::ChannelsLast);
  double best = std::numeric_limits<double>::infinity();
  for (int i = 0; i < kRounds; ++i) {
    const auto start = Clock::now();
    (void)at::conv2d(picture, weight, {}, 1, 1);
    best = std::min(best, std::chrono::duration<double>(Clock::now() - start).count());
  }
  return best;
}

bool cpu_gains_from_bf16() {
  constexpr double kLeastGain = 1.1;
  static const bool gains = cpu_has_bf16() && convolution_seconds(at::kBFloat16) * kLeastGain <
                                                  convolution_seconds(at::kFloat);
  return gains;
}

at::ScalarType number_of(Precision precision) {
  return precision == Precision::kFloat16 ? at::kHalf : at::kBFloat16;
}

}  // namespace

Precision choose_precision(std::string_view word, const at::Device& device) {
  if (word == "fp32") return Precision::kFloat32;
  if (word == "bf16") return Precision::kBFloat16;
  if (word == "fp16") {
    if (device.is_cuda()) return Precision::kFloat16;
    fail("precision 'fp16': is for GPUs; take bf16 or fp32 on a processor");
  }
  if (word != "auto") fail("precision '", word, "': expected auto, fp32, bf16 or fp16");
  return device.is_cuda() || cpu_gains_from_bf16() ? Precision::kBFloat16 : Precision::kFloat32;
}

std::string_view word_of(Precision precision) {
  if (precision == Precision::kFloat32) return "fp32";
  return precision == Precision::kBFloat16 ? "bf16" : "fp16";
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
  const bool cuda = device.is_cuda();
  if (!autocast_is_on(cuda)) return Precision::kFloat32;
  return autocast_number(cuda) == at::kHalf ? Precision::kFloat16 : Precision::kBFloat16;
}

AutocastScope::AutocastScope(Precision precision, const at::Device& device)
    : active_(precision != Precision::kFloat32),
      cuda_(device.is_cuda()),
      number_(number_of(precision)) {
  if (active_) set_autocast(cuda_, number_, true);
}

AutocastScope::~AutocastScope() {
  if (!active_) return;
  at::autocast::clear_cache();
  set_autocast(cuda_, number_, false);
}

}  // namespace handsight
