// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

namespace handsight {

/// How far a LossScale has come, to go on from.
struct LossScaleState {
  double factor = 1.0;
  std::int64_t steps = 0;  ///< without an overflow, the last ones in a row
};

/// Keeps gradients in fp16 above its smallest number: losses are multiplied before they are sent
/// back, gradients are divided afterwards. A step with a gradient that is not finite changes no
/// weights and halves the factor, 2000 steps in a row without one double it.
/// Micikevicius et al., Mixed precision training, ICLR 2018.
class LossScale {
 public:
  /// Scales by 1 for ever, as fp32 and bf16 want it.
  LossScale() = default;
  explicit LossScale(const LossScaleState& start) : active_(true), state_(start) {}
  static constexpr LossScaleState kStart{.factor = 65536.0};

  [[nodiscard]] at::Tensor scaled(const at::Tensor& loss) const;
  /// Divides `gradients` in place. False when one of them is not finite: they are of no use.
  [[nodiscard]] bool unscale(std::vector<at::Tensor>& gradients);
  /// The factor changes here alone, so that all gradients of one step have the same.
  void end_step();

  [[nodiscard]] bool active() const { return active_; }
  [[nodiscard]] const LossScaleState& state() const { return state_; }

 private:
  bool active_ = false;
  bool overflowed_ = false;
  LossScaleState state_{};
};

}  // namespace handsight
