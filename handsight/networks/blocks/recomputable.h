// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>

#include <torch/nn/module.h>

namespace handsight {

/// A part of a network that can compute its maps again in the backward pass instead of keeping
/// them: less memory for about a third more time (Chen et al., Training Deep Nets with Sublinear
/// Memory Cost, 2016).
class Recomputable : public torch::nn::Module {
 public:
  void recompute(bool on) { recompute_ = on; }

 protected:
  using Body = std::function<at::Tensor(const at::Tensor&)>;

  /// body(input). While a graph is made and recompute is on, nothing but `input` is kept of it.
  /// Gradients are those without: random numbers, precision and the buffers of the module (batch
  /// normalisation's statistics) are the second time as they were the first, and the buffers are
  /// not changed twice.
  ///
  /// body  of parameters and buffers of this module alone
  at::Tensor through(const Body& body, const at::Tensor& input);

 private:
  bool recompute_ = false;
};

/// Switches all such parts of `module`. Returns how many there are.
std::int64_t recompute_parts(const torch::nn::Module& module, bool on);

}  // namespace handsight
