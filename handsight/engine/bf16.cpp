// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/bf16.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <limits>
#include <oneapi/dnnl/dnnl.hpp>
#include <unordered_map>

#include "handsight/engine/onednn.h"
#include "handsight/engine/thread_scope.h"

namespace handsight::engine {
namespace {

using dnnl::memory;

// As of a 1 x 1 convolution in the middle of a network.
constexpr memory::dim kRows = 512;
constexpr memory::dim kDepth = 256;
constexpr memory::dim kColumns = 256;
constexpr int kRounds = 8;
constexpr double kLeastGain = 1.1;

memory zeros(const memory::desc& desc) {
  memory made(desc, cpu_engine());
  std::fill_n(static_cast<std::byte*>(made.get_data_handle()), desc.get_size(), std::byte{0});
  return made;
}

/// Multiplies two matrices of one type.
class Product {
 public:
  explicit Product(memory::data_type type) {
    const memory::desc left({kRows, kDepth}, type, memory::format_tag::ab);
    const memory::desc any({kDepth, kColumns}, type, memory::format_tag::any);
    const memory::desc result({kRows, kColumns}, type, memory::format_tag::ab);
    const dnnl::matmul::primitive_desc chosen({left, any, result}, cpu_engine());
    primitive_ = dnnl::matmul(chosen);
    arguments_ = {{DNNL_ARG_SRC, zeros(left)},
                  {DNNL_ARG_WEIGHTS, zeros(chosen.weights_desc())},
                  {DNNL_ARG_DST, zeros(result)}};
  }

  double seconds() {
    using Clock = std::chrono::steady_clock;
    const auto start = Clock::now();
    primitive_.execute(stream_, arguments_);
    stream_.wait();
    return std::chrono::duration<double>(Clock::now() - start).count();
  }

 private:
  dnnl::stream stream_{cpu_engine()};
  dnnl::primitive primitive_{};
  std::unordered_map<int, memory> arguments_{};
};

/// On one thread: several wait for each other where others compute, too.
bool measure() {
  const ThreadScope one(1);
  Product fp32(memory::data_type::f32);
  Product bf16(memory::data_type::bf16);
  double fp32_s = std::numeric_limits<double>::infinity();
  double bf16_s = fp32_s;
  for (int i = 0; i < kRounds; ++i) {
    fp32_s = std::min(fp32_s, fp32.seconds());
    bf16_s = std::min(bf16_s, bf16.seconds());
  }
  return bf16_s * kLeastGain < fp32_s;
}

}  // namespace

bool multiplies_bf16() {
  const auto isa = dnnl::get_effective_cpu_isa();
  return isa == dnnl::cpu_isa::avx512_core_bf16 || isa == dnnl::cpu_isa::avx512_core_amx;
}

bool gains_from_bf16() {
  static const bool gains = multiplies_bf16() && measure();
  return gains;
}

}  // namespace handsight::engine
