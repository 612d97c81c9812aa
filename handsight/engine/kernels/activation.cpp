// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/engine/kernels/activation.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace handsight::engine {
namespace {

template <class Function>
void each(float* values, std::int64_t count, const Function& function) {
  for (std::int64_t i = 0; i < count; ++i) values[i] = function(values[i]);
}

inline float exp_of(float x) {
  // e^x = 2^n e^r with |r| <= ln 2 / 2; the coefficients are those of the Taylor series to r^6.
  constexpr float kRound = 12582912.0F;  // 1.5 * 2^23: adding it rounds to a whole number
  constexpr float kLog2E = 1.44269504F, kLn2High = 0.693359375F, kLn2Low = -2.12194440e-4F;
  const float clipped = std::min(std::max(x, -87.0F), 88.0F);
  const float n = (clipped * kLog2E + kRound) - kRound;
  const float r = (clipped - n * kLn2High) - n * kLn2Low;
  float series = 1.0F / 720.0F;
  for (const float c : {1.0F / 120.0F, 1.0F / 24.0F, 1.0F / 6.0F, 0.5F, 1.0F, 1.0F}) {
    series = series * r + c;
  }
  const auto exponent = static_cast<std::uint32_t>(static_cast<std::int32_t>(n) + 127) << 23U;
  const float result = series * std::bit_cast<float>(exponent);
  return x < -87.0F ? 0.0F : result;
}

inline float sigmoid(float x) { return 1.0F / (1.0F + exp_of(-x)); }

}  // namespace

float fast_exp(float x) { return exp_of(x); }

void activate(const PostOp& op, float* values, std::int64_t count) {
  const float a = op.alpha;
  const float b = op.beta;
  switch (op.kind) {
    case PostOp::Kind::kClip:
      return each(values, count, [=](float x) { return std::min(std::max(x, a), b); });
    case PostOp::Kind::kLeakyRelu:
      return each(values, count, [=](float x) { return x < 0.0F ? a * x : x; });
    case PostOp::Kind::kSigmoid:
      return each(values, count, sigmoid);
    case PostOp::Kind::kTanh:
      return each(values, count, [](float x) { return 2.0F * sigmoid(2.0F * x) - 1.0F; });
    case PostOp::Kind::kSwish:
      return each(values, count, [](float x) { return x * sigmoid(x); });
    case PostOp::Kind::kHardSigmoid:
      return each(values, count,
                  [=](float x) { return std::min(std::max(a * x + b, 0.0F), 1.0F); });
    case PostOp::Kind::kHardSwish:
      return each(values, count, [](float x) {
        return x * std::min(std::max(x * (1.0F / 6.0F) + 0.5F, 0.0F), 1.0F);
      });
    case PostOp::Kind::kAdd:
      return;
  }
}

void activate(const std::vector<PostOp>& ops, float* values, std::int64_t count) {
  for (const auto& op : ops) activate(op, values, count);
}

}  // namespace handsight::engine
